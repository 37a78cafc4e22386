"""Which recording is this? Pure functions over values; every verdict explains itself."""

from syncopate.matching.decisions import Decisions
from syncopate.matching.identity import entry_identity, track_identities
from syncopate.matching.index import LibraryIndex
from syncopate.matching.match import UNKNOWN_LIBRARY, match_entry

__all__ = [
    "UNKNOWN_LIBRARY",
    "Decisions",
    "LibraryIndex",
    "entry_identity",
    "match_entry",
    "track_identities",
]
