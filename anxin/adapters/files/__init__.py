"""Files that are kept: a folder of this machine, or any store that speaks S3."""

from anxin.adapters.files.kept import KeptFiles

__all__ = ["KeptFiles"]
