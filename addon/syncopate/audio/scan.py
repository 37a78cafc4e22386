"""Reading many files at once: plain functions on plain values, to be run in a worker process."""

from collections.abc import Sequence

from syncopate.audio.facts import FileFacts
from syncopate.audio.tags import read_file


def read_files(root: str, relative_paths: Sequence[str]) -> list[FileFacts | None]:
    """Read files below `root`, one result for each path in its order; None for what is gone."""
    return [read_file(root, relative) for relative in relative_paths]
