"""Settings of the tests: the running site's, with quick password hashes and demo powers."""

from config.settings import *  # noqa: F403

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A rolled back transaction, as every test ends with, makes psycopg forget what was prepared: tests
# would prepare each statement again and gain nothing.
DATABASES["default"] |= {"OPTIONS": {"prepare_threshold": None}}  # noqa: F405
