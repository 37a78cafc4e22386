"""Uses that must not type-check: each takes a failed or half read for a whole one.

`test_types.py` runs mypy over this file and wants an error on every line marked so.
"""

from collections.abc import Mapping

from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.snapshot import Complete, Failed, Known, Maybe, Partial, Snapshot
from syncopate.domain.target import Site
from syncopate.providers.capability import PlaylistTarget, ReadPlaylist, TargetState


def count_all(snapshot: Snapshot[Track]) -> int:
    return len(snapshot.items)  # error


def failed_is_not_empty(failed: Failed) -> tuple[Track, ...]:
    return failed.items  # error


def partial_is_not_all(partial: Partial[Track]) -> tuple[Track, ...]:
    return partial.items  # error


def partial_is_not_complete(partial: Partial[Track]) -> Complete[Track]:
    return partial  # error


def loop_over(snapshot: Snapshot[str]) -> list[str]:
    return [key.upper() for key in snapshot]  # error


def truth_of(read: ReadPlaylist) -> int:
    return len(read.entries.items)  # error


async def target_or_nothing(target: PlaylistTarget) -> TargetState | None:
    return await target.read_target(Site(), "key")  # error


def unknown_is_not_none(maybe: Maybe[int]) -> int:
    return maybe.value  # error


def unknown_is_not_missing(maybe: Maybe[Mapping[str, str]]) -> Verdict:
    if maybe.value:  # error
        return Verdict.MATCH
    return Verdict.MISSING


def narrowed_is_fine(snapshot: Snapshot[Track], maybe: Maybe[int]) -> int:
    found = len(snapshot.items) if isinstance(snapshot, Complete) else 0
    return found + (maybe.value if isinstance(maybe, Known) else 0)
