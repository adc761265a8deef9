"""Settings of the tests: the running site's, with quick password hashes and demo powers."""

from config.settings import *  # noqa: F403

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
