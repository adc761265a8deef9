"""How well evidence is read, compared and believed, on pages that are drawn here.

`values` invents what a page says, `layouts` says which page says it where, `pages` lets a browser
draw it and tells where each field lies, `degrade` does to pictures what phones and chats do.
"""
