"""Files of our own: lists and uploads, written whole or not at all."""

from pathlib import Path

from syncopate.atomic import replace_file, write_failure


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` in a file's place, its folder made if need be; until it is whole the old one stays.

    Raises DiskFull, FolderNotWritable, WriteFailed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_failure(error, path) from error
    replace_file(path, data)
