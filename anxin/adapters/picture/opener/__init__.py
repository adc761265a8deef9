"""The program that opens strangers' files: started anew for each, confined before it reads.

Every module here runs in that process alone, and imports a library only for the kind of file that
needs it. What it answers is checked by `adapters.picture.unpacker`, which trusts none of it.
"""
