"""Wire models of what sources say: of mirrored albums, and what of a list is no entry."""

from pydantic import Field

from syncopate.api.wire.base import Clean, Pagination, Wire
from syncopate.domain.playlist import Unfit


class AlbumFactsView(Wire):
    """What a source says of an album besides its tracks; `count` is how many it has."""

    artists: list[str]
    year: int | None = None
    count: int | None = None
    upc: str | None = None
    mb_release: str | None = None
    link: str | None = None


class AlbumInput(Wire):
    """What is known of an album given with its tracks. `links` are its public pages at services.

    Without artists it is by those that play on every track.
    """

    artists: list[Clean] = Field(default_factory=list, max_length=50)
    year: int | None = Field(default=None, ge=1, le=9999)
    count: int | None = Field(default=None, ge=1, le=20_000)
    upc: str | None = Field(default=None, max_length=20)
    mb_release: str | None = Field(default=None, max_length=40)
    links: list[str] = Field(default_factory=list, max_length=10)


class MissingAlbumItem(Wire):
    """A mirrored album of which the library lacks tracks: `owned` of `total` are there, on whatever album."""

    playlist_id: str
    library_id: str
    library: str
    artist: str
    title: str
    year: int | None = None
    owned: int
    total: int | None = None
    link: str | None = None


class MissingAlbumPage(Wire):
    """Albums with anything missing, by title."""

    items: list[MissingAlbumItem]
    page: Pagination


class LeftOutCounts(Wire):
    """How much of a source's playlist is no entry, by why: nothing to match, or nothing known of it."""

    podcast: int = 0
    video: int = 0
    unavailable: int = 0
    untitled: int = 0


class LeftOutItem(Wire):
    """Something in a source's playlist that is no entry. `place` counts from 1 as the source does.

    Null: the source only says that there are more than it gives.
    """

    why: Unfit
    label: str = ""
    place: int | None = None


class LeftOutPage(Wire):
    """What was left out of a playlist, in the source's order."""

    items: list[LeftOutItem]
    page: Pagination
