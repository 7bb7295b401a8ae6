"""Files that outlive a power cut: written whole, private, never over another."""

import os
from pathlib import Path

from tracker.domain.errors import ConflictError

OWNER_ONLY = 0o600


def create(path: Path) -> None:
    """Make an empty file that only its owner can read; raise FileExistsError over another."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))


def write_new(path: Path, content: bytes) -> None:
    """Write a new file and have the disk confirm it; raise FileExistsError over another."""
    create(path)
    with path.open("wb") as file:
        file.write(content)
    sync(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have the disk confirm a file's content, or a folder's list of names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its name; raise ConflictError rather than replace another."""
    sync(part)
    try:
        os.link(part, path)  # unlike a rename, this never replaces
    except FileExistsError as error:
        raise already_there(path) from error
    except OSError:  # a disk without links, such as a memory stick
        if path.exists():
            raise already_there(path) from None
        part.rename(path)
    part.unlink(missing_ok=True)
    sync(path.parent)


def already_there(path: Path) -> ConflictError:
    return ConflictError(f"There is already a file at {path}. Choose another name.")
