"""What a SageTV server keeps, and by which rules it takes something for watched.

The rules are those of BigBrother.java, Watched.java and AiringAPI.java of google/sagetv. All times are in
milliseconds since 1970.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60_000
_LEFT, _LEFT_OF_FILM = 5 * MINUTE, 10 * MINUTE
_SHARE = 0.66
_SHORTEST = 5_000
_NEAR_END = 15_000


@dataclass(eq=False)
class Show:
    """What is broadcast; `unique`: its airings all have the same content. `seen` is a broadcast's time, 0: never."""

    title: str
    external_id: str
    episode: str = ""
    season: int = 0
    number: int = 0
    year: str = ""
    categories: list[str] = field(default_factory=list)
    aired: int = 0
    unique: bool = True
    seen: int = 0

    @property
    def is_film(self) -> bool:
        """Whether the server has its patience with films."""
        return self.external_id.startswith("MV") or self.categories[:1] == ["Movie"]


@dataclass
class Watch:
    """What is stored of watching an airing."""

    start: int
    end: int
    real_start: int
    real_end: int


@dataclass(eq=False)
class Airing:
    """A broadcast of a show."""

    id: int
    show: Show
    start: int
    duration: int
    watch: Watch | None = None

    @property
    def end(self) -> int:
        """When it ends."""
        return self.start + self.duration


@dataclass
class Part:
    """One file of a recording."""

    path: str
    start: int
    end: int


@dataclass(eq=False)
class Media:
    """A recording or video; `kind` is one of T, V, D, B. `broken` are fields whose method throws."""

    id: int
    airing: Airing
    parts: list[Part]
    kind: str = "T"
    properties: dict[str, str] = field(default_factory=dict)
    recording: bool = False
    broken: set[str] = field(default_factory=set)

    @property
    def start(self) -> int:
        """When its recording began."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """When its recording ended."""
        return self.parts[-1].end

    @property
    def is_disc(self) -> bool:
        """Whether times are counted from its own beginning."""
        return self.kind in "DB"


@dataclass
class Library:
    """All there is. `now` is the server's clock; without `may_write` it takes nothing, and says nothing."""

    now: Callable[[], int]
    media: dict[int, Media] = field(default_factory=dict)
    airings: dict[int, Airing] = field(default_factory=dict)
    may_write: bool = True

    def file_of(self, airing: Airing) -> Media | None:
        """Return the media file of an airing."""
        return next((one for one in self.media.values() if one.airing is airing), None)

    def is_complete(self, airing: Airing) -> bool:
        """Tell whether this very airing was seen to its end."""
        media = self.file_of(airing)
        if media is not None and media.kind == "D":
            return airing.show.seen > 0
        watch = airing.watch
        if watch is None:
            return False
        seen = watch.end - watch.start
        left = _LEFT_OF_FILM if airing.show.is_film else _LEFT
        return airing.duration - seen < left and seen / airing.duration > _SHARE

    def is_watched(self, airing: Airing) -> bool:
        """Tell whether it was seen, in this or another airing."""
        return (airing.show.unique and airing.show.seen > 0) or self.is_complete(airing)

    def resume_at(self, airing: Airing) -> int:
        """Return where watching goes on: a time of the broadcast, its beginning where it was not begun."""
        if airing.watch is None:
            return airing.start
        latest = max(airing.start, airing.watch.end)
        media = self.file_of(airing)
        end = airing.end if media is None or media.recording else min(media.end, airing.end)
        return airing.start if end - latest < _NEAR_END and airing.end < self.now() else latest

    def clear(self, airing: Airing) -> None:
        """Forget that it was watched; that another airing was, too."""
        if self.may_write:
            airing.show.seen = 0
            airing.watch = None

    def mark(self, airing: Airing) -> None:
        """Take it for watched from beginning to end: when, is not stored."""
        if self.may_write:
            media = self.file_of(airing)
            disc = media is not None and media.is_disc
            airing.show.seen = max(airing.show.seen, airing.start)
            start, end = (0, airing.duration) if disc else (airing.start, airing.end)
            airing.watch = Watch(start, end, 0, 0)

    def set_times(self, airing: Airing, end: int, real_start: int, real_end: int | None = None) -> None:
        """Store how far it was watched: never less far than it was before."""
        if not self.may_write:
            return
        media = self.file_of(airing)
        disc = media is not None and media.is_disc
        start = airing.start if media is None else media.start
        if not disc:
            start, end = max(airing.start, start), min(airing.end, end)
        if end - start <= _SHORTEST:
            return
        prior = airing.watch
        if prior is not None:
            start, end = min(start, prior.start), max(end, prior.end)
            real_start = prior.real_start or real_start
        airing.watch = Watch(start, end, real_start, self.now() if real_end is None else real_end)
        if self.is_complete(airing):
            airing.show.seen = max(airing.show.seen, airing.start)
