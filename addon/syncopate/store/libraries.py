"""Libraries: one section of a server or one folder each."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One section or folder. `readable` None: never scanned; False: `reason` says why nothing is known.

    `revision` rises whenever the index changes. Counts are those of the last complete scan.
    """

    id: str
    account_id: str
    name: str
    section: str = ""
    revision: int = 0
    readable: bool | None = None
    reason: str | None = None
    last_scan_at: datetime | None = None
    last_complete_at: datetime | None = None
    tracks: int = 0
    artists: int = 0
    albums: int = 0
    size_bytes: int = 0
    problems: int = 0
    created_at: datetime
