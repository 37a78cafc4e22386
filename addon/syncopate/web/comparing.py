"""An entry and a track side by side: what each says, aspect by aspect, and what that comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.match import Aspect, Candidate, Evidence, Says
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.web.view.numbers import duration

_ORDER = (
    Aspect.DECISION,
    Aspect.ID,
    Aspect.PATH,
    Aspect.TITLE,
    Aspect.VERSION,
    Aspect.PART,
    Aspect.ARTISTS,
    Aspect.DURATION,
    Aspect.ALBUM,
    Aspect.POSITION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One aspect: both sides as they are written, "" where there is nothing; `penalty` as 0..1."""

    aspect: str
    ours: str = ""
    theirs: str = ""
    says: str = Says.NOTHING.value
    mood: str = "none"
    detail: str = ""
    penalty: float = 0.0

    @property
    def written(self) -> bool:
        """Whether there is anything to read on either side."""
        return bool(self.ours or self.theirs)


def lines(entry: Entry, track: Track, candidate: Candidate | None) -> Sequence[Line]:
    """Return what is worth telling, from authoritative to textual."""
    said = {item.aspect: item for item in candidate.evidence} if candidate else {}
    found = (_line(aspect, _written(aspect, entry, track), said.get(aspect)) for aspect in _ORDER)
    return [line for line in found if line is not None]


def mood_of(evidence: Evidence) -> str:
    """Return how an aspect is coloured; the sign beside it says the same."""
    if evidence.gate:
        return "bad"
    if evidence.says is Says.DISAGREES or evidence.penalty > 0:
        return "warn"
    return "good" if evidence.says is Says.AGREES else "none"


def _written(aspect: Aspect, entry: Entry, track: Track) -> tuple[str, str]:
    match aspect:
        case Aspect.TITLE:
            return entry.title, track.title
        case Aspect.ARTISTS:
            return ", ".join(entry.artists), ", ".join(track.artists)
        case Aspect.DURATION:
            return duration(entry.duration), duration(track.duration)
        case Aspect.ALBUM:
            return entry.album or "", track.album or ""
        case Aspect.PATH:
            return (entry.path, track.path or track.key) if entry.path else ("", "")
        case _:
            return "", ""


def _line(aspect: Aspect, written: tuple[str, str], said: Evidence | None) -> Line | None:
    ours, theirs = written
    if said is None:
        return Line(aspect=aspect.value, ours=ours, theirs=theirs) if ours or theirs else None
    if said.says is Says.NOTHING and not (ours or theirs or said.penalty):
        return None
    return Line(
        aspect=aspect.value,
        ours=ours,
        theirs=theirs,
        says=said.says.value,
        mood=mood_of(said),
        detail=said.detail,
        penalty=said.penalty,
    )
