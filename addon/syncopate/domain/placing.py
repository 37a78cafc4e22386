"""A file on its way into a library, and one that was put aside."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What is to be done, settled before it is begun: it can be stored, and gone on with after a crash.

    `source` is the file, `root` the library's folder, both absolute; `place` is where it goes, relative to
    the root. `digest` (SHA-256) and `size` are the file's. `replaces` is the digest of what lies there and
    shall go to the bin; None: nothing may lie there. With `keep` the source stays where it is.
    """

    source: str
    root: str
    place: str
    digest: str
    size: int
    replaces: str | None = None
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """A file that was put aside. `place` is where it lay, relative to the library's root; `id` its name."""

    id: str
    place: str
    reason: str
    at: datetime
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What came of a placement: where the file lies, relative to the root, and what it replaced."""

    place: str
    replaced: Binned | None = None
