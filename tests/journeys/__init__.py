"""What people do on the site, told through a real browser against the real servers.

A package of its own, so that the servers stop when its last test has run.
"""
