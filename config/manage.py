"""Django's own commands: `python -m config.manage migrate`."""

import os
import sys


def main() -> None:
    """Run one command of Django's with the site's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
