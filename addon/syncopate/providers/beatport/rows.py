"""What is on Beatport's pages, as values."""

from dataclasses import dataclass
from datetime import timedelta

from syncopate.domain.ids import ExternalId


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """A track. `title` has the name of the mix in brackets; `release_id` is "" where it is not told."""

    id: str
    slug: str = "-"
    title: str
    artists: tuple[str, ...] = ()
    duration: timedelta | None = None
    isrc: ExternalId | None = None
    release: str | None = None
    release_id: str = ""
    cover_url: str | None = None
    number: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release. `tracks` are the ids of its tracks in order, () where they are not told."""

    id: str
    slug: str = "-"
    name: str
    artists: tuple[str, ...] = ()
    cover_url: str | None = None
    upc: ExternalId | None = None
    year: int | None = None
    count: int | None = None
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """A chart that somebody has put together, or a playlist that somebody shares."""

    id: str
    slug: str = "-"
    name: str
    description: str | None = None
    owner: str | None = None
    cover_url: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreRow:
    """A genre."""

    id: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistRow:
    """An artist."""

    id: str
    slug: str = "-"
    name: str
    cover_url: str | None = None


type Row = TrackRow | ReleaseRow | ChartRow | GenreRow | ArtistRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list. `key` is what the site calls it.

    `size` is how many things were on this page, with those left out of `rows`; `count` how many the whole
    list has, None where nobody says.
    """

    key: str
    rows: tuple[Row, ...]
    size: int
    count: int | None = None
    page: int | None = None

    def only[R: Row](self, kind: type[R]) -> tuple[R, ...] | None:
        """Return its rows if all are of one kind and there are some, else None."""
        rows = tuple(row for row in self.rows if isinstance(row, kind))
        return rows if rows and len(rows) == len(self.rows) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A link that is shown on a page; `shelves` are what is written above it, in lower case."""

    shelves: frozenset[str]
    kind: str
    slug: str
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: the lists on it, the things that it is about, and the links it shows."""

    listings: tuple[Listing, ...] = ()
    subjects: tuple[Row, ...] = ()
    cards: tuple[Card, ...] = ()

    def subject[R: Row](self, kind: type[R], subject_id: str) -> R | None:
        """Return the thing of this kind and id that it is about, if it is."""
        found = (one for one in self.subjects if isinstance(one, kind) and one.id == subject_id)
        return next(found, None)

    def known[R: Row](self, kind: type[R], row_id: str) -> R | None:
        """Return what any list of the page says of a thing."""
        rows = (row for listing in self.listings for row in listing.rows)
        return next((row for row in rows if isinstance(row, kind) and row.id == row_id), None)

    def shelf(self, kind: str, words: tuple[str, ...]) -> tuple[Card, ...]:
        """Return the links of a kind that stand below these words, each once."""
        found: dict[str, Card] = {}
        for card in self.cards:
            if card.kind == kind and any(_says(name, words) for name in card.shelves):
                found.setdefault(card.id, card)
        return tuple(found.values())


def _says(name: str, words: tuple[str, ...]) -> bool:
    """Tell whether each word begins one of those in a name: "Staff Picks" says "staff" and "pick"."""
    told = name.split()
    return all(any(one.startswith(word) for one in told) for word in words)
