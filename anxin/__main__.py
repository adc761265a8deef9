"""`python -m anxin …` is the same command as `anxin …`."""

from anxin.cli import main

if __name__ == "__main__":
    main()
