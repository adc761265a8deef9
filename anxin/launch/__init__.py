"""What stands below the site: the environment, the embedded PostgreSQL and the supervisor.

Runs before anything is installed, so it imports nothing but the standard library.
"""
