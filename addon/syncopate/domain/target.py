"""What a target holds, and what its mirror wants it to hold."""

from dataclasses import dataclass

from syncopate.domain.match import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """One entry of a mirror as matching left it.

    `track_key` is set for MATCH. `previous_key` is what was last placed for this entry, None when
    nothing was. `label` is for people, e.g. "Artist - Title".
    """

    position: int
    verdict: Verdict
    track_key: str | None = None
    previous_key: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class CurrentTarget:
    """A target as it was read: its name and its tracks in order."""

    name: str
    track_keys: tuple[str, ...]
