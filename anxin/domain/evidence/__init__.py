"""Evidence: what a buyer sends, what is read on it, and how far it is believed.

Machine records decide, pictures route: nothing here ever refuses a request (docs/evidence.md).
Text that was read is data: it is compared, counted and shown, never obeyed.
"""
