"""An album's public page, as far as it is known: its head, its first tracks, how many there are of them."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import AlbumFacts, Entry, SourcePlaylist
from syncopate.errors import OddAnswer
from syncopate.providers.qobuz.parse import WHAT

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_OF_TRACK = {
    "track__item--number": "number",
    "track__item--name": "name",
    "track__item--performer": "performer",
    "track__item--duration": "duration",
}
_OF_ALBUM = {"album-meta__title": "title", "album-meta__artist": "artist"}
_TOTAL = re.compile(r"\b(\d+)\s*track", re.IGNORECASE)
_DURATION = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)


@dataclass(slots=True)
class _Row:
    """What is seen of a track."""

    key: str
    disc: int | None
    said: dict[str, str] = field(default_factory=dict)


class _Seen(HTMLParser):
    """Gathers what is known to be on the page by the names its style sheet gives to things."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.head: dict[str, str] = {}
        self.about: list[str] = []
        self.rows: list[_Row] = []
        self.disc: int | None = None
        self.cover: str | None = None
        self._depth = 0
        self._in_about = 0
        self._into: tuple[int, str] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            if given.get("property") == "og:image" and given.get("content", "").startswith("https://"):
                self.cover = self.cover or given["content"]
            return
        self._depth += 1
        classes = set(given.get("class", "").split())
        if given.get("id") == "about":
            self._in_about = self._depth
        if _DIGITS.fullmatch(given.get("data-disk", "")):
            self.disc = int(given["data-disk"])
        if "data-track" in given and "track" in classes:
            self.rows.append(_Row(given["data-track"], self.disc))
        if "track__items" in classes and self.rows and given.get("title"):
            self.rows[-1].said["title"] = given["title"]
        if self._into is None and (name := self._wanted(tag, classes)):
            self._into, self._text = (self._depth, name), []

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._into is not None and self._into[0] == self._depth:
            self._keep(self._into[1], " ".join("".join(self._text).split()))
            self._into = None
        if self._in_about == self._depth:
            self._in_about = 0
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._text.append(data)

    def _wanted(self, tag: str, classes: set[str]) -> str | None:
        """Return what the text of an element is wanted for, None where it is not."""
        if tag == "li" and self._in_about:
            return "about"
        known = _OF_TRACK if self.rows else _OF_ALBUM
        return next((name for style, name in known.items() if style in classes), None)

    def _keep(self, name: str, said: str) -> None:
        if name == "about":
            self.about.append(said)
        elif name in _OF_ALBUM.values():
            self.head.setdefault(name, said)
        elif self.rows:
            self.rows[-1].said.setdefault(name, said)


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """What a page tells; `total` is how many tracks the album has, of which the page has the first."""

    playlist: SourcePlaylist
    entries: tuple[Entry, ...]
    total: int


def read(content: bytes, key: str) -> AlbumPage:
    """Return what an album's page tells. Raises OddAnswer for another page."""
    seen = _seen(content)
    title, artist = seen.head.get("title"), seen.head.get("artist")
    totals = [int(found[1]) for said in seen.about if (found := _TOTAL.search(said))]
    if not title or not totals:
        raise OddAnswer(account=WHAT)
    artists = (artist,) if artist else ()
    facts = AlbumFacts(artists=artists, count=totals[0], ids=frozenset({ExternalId(IdKind.QOBUZ, key)}))
    playlist = SourcePlaylist(
        reference=f"album:{key}", name=title, cover_url=seen.cover, album=facts, count=totals[0]
    )
    return AlbumPage(playlist, _entries(seen.rows, 0, title, artists), totals[0])


def more(content: bytes, so_far: AlbumPage) -> tuple[Entry, ...]:
    """Return the entries of what is loaded into a page after its own."""
    last = so_far.entries[-1].disc if so_far.entries else None
    facts = so_far.playlist.album or AlbumFacts()
    rows = _seen(content, last).rows
    return _entries(rows, len(so_far.entries), so_far.playlist.name, facts.artists)


def _seen(content: bytes, disc: int | None = None) -> _Seen:
    seen = _Seen()
    seen.disc = disc
    seen.feed(content.decode("utf-8", "replace"))
    seen.close()
    return seen


def _entries(rows: list[_Row], first: int, album: str, artists: tuple[str, ...]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for row in rows:
        title = row.said.get("title") or row.said.get("name")
        if not title or not _DIGITS.fullmatch(row.key):
            raise OddAnswer(account=WHAT)
        number, performer = row.said.get("number", ""), row.said.get("performer")
        found.append(
            Entry(
                position=first + len(found),
                title=title,
                artists=(performer,) if performer else artists,
                album=album,
                duration=_duration(row.said.get("duration", "")),
                disc=row.disc,
                number=int(number) if _DIGITS.fullmatch(number) and int(number) else None,
                ids=frozenset({ExternalId(IdKind.QOBUZ, row.key)}),
            )
        )
    return tuple(found)


def _duration(said: str) -> timedelta | None:
    found = _DURATION.fullmatch(said)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) or None
