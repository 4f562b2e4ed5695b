"""Workbooks are compressed archives: a small file can hold a lot."""

from __future__ import annotations

from typing import IO
from zipfile import BadZipFile, ZipFile

# What is opened while somebody waits, in bytes once unfolded.
LARGEST_CONTENT = 30_000_000


def unfolded(file: IO[bytes]) -> int:
    """Bytes that it says to hold; 0 for what is no archive. The file is left at its beginning."""
    try:
        with ZipFile(file) as archive:
            return sum(each.file_size for each in archive.infolist())
    except BadZipFile:
        return 0
    finally:
        file.seek(0)
