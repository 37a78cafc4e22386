"""What Beatport has to show: its first page, its genres, their lists, charts and releases."""

from syncopate.domain.playlist import AlbumFacts, SourcePlaylist
from syncopate.errors import NotFound, OddAnswer
from syncopate.providers.beatport.client import Client
from syncopate.providers.beatport.entries import release_ids
from syncopate.providers.beatport.page import WHAT
from syncopate.providers.beatport.places import (
    CHARTS_SHOWN,
    FEATURED_SHELF,
    PAGE,
    PICKS,
    SHELF,
    place_of,
    spelt,
)
from syncopate.providers.beatport.rows import ArtistRow, Card, ChartRow, GenreRow, Page, ReleaseRow
from syncopate.providers.browsing import Offer, Shelf, ShelfKind

_LISTS = ("top-10", "top-100", "hype-10", "hype-100", "tracks")
_NEWEST = {"page": "1", "per_page": str(PAGE)}


async def shelf_of(client: Client, key: str) -> tuple[Offer, ...]:
    """Return what is on a shelf. Raises NotFound for an unknown one, and what the client raises."""
    if not key:
        return _first()
    if found := SHELF.fullmatch(key):
        return await _below(client, *found.groups())
    if key in {"featured", "genres"}:
        page = await client.page("/")
        return _featured(page) if key == "featured" else _genres(page)
    if key == "releases:top-100":
        return _releases(await client.page("/top-100-releases"))
    if found := FEATURED_SHELF.fullmatch(key):
        return _picked(await client.page("/"), found[1])
    raise NotFound(what="shelf", id=key)


async def _below(client: Client, kind: str, slug: str, number: str, part: str | None) -> tuple[Offer, ...]:
    """Return what is on a shelf of a genre, or of an artist: that has only releases."""
    path = f"/{kind}/{slug}/{number}"
    if kind == "artist" or part == "releases":
        return _releases(await client.page(f"{path}/releases", _NEWEST))
    if part == "charts":
        return _charts(await client.page(f"{path}/charts", _NEWEST))
    page = await client.page(path)
    return _picked(page, part) if part else _genre(page, slug, number)


def picks_on(page: Page, pick: str) -> tuple[Card, ...]:
    """Return the releases that a page shows as picks. Raises OddAnswer when it shows none."""
    found = _shown(page, pick)
    if not found:
        raise OddAnswer(f"{WHAT} shows no {PICKS[pick].name} there at present.", account=WHAT)
    return found


def genre_name(page: Page, number: str, slug: str) -> str:
    """Return what a genre is called."""
    known = page.subject(GenreRow, number) or page.known(GenreRow, number)
    return known.name if known is not None else spelt(slug)


def _shown(page: Page, pick: str) -> tuple[Card, ...]:
    shelves = (page.shelf("release", words) for words in PICKS[pick].words)
    return next((shelf for shelf in shelves if shelf), ())


def _first() -> tuple[Offer, ...]:
    return (
        *(_list(f"chart:{name}") for name in ("top-100", "hype-100", "top-10", "hype-10")),
        Shelf(key="featured", name="Featured", kind=ShelfKind.CHARTS),
        Shelf(key="genres", name="Genres", kind=ShelfKind.CHARTS),
        Shelf(key="releases:top-100", name="Top 100 Releases", kind=ShelfKind.ALBUMS),
    )


def _featured(page: Page) -> tuple[Offer, ...]:
    found = (*_picks(page, "featured:", "featured/", "Beatport"), *_charts_shown(page))
    if not found:
        raise OddAnswer(f"{WHAT} features nothing that can be read at present.", account=WHAT)
    return found


def _genres(page: Page) -> tuple[Offer, ...]:
    rows = {row.id: row for one in page.listings for row in one.rows if isinstance(row, GenreRow)}
    for card in page.cards:
        if card.kind == "genre" and card.name:
            rows.setdefault(card.id, GenreRow(id=card.id, slug=card.slug, name=card.name))
    if not rows:
        raise OddAnswer(f"{WHAT} lists no genres at present.", account=WHAT)
    ordered = sorted(rows.values(), key=lambda row: row.name.casefold())
    return tuple(
        Shelf(key=f"genre:{row.slug}/{row.id}", name=row.name, kind=ShelfKind.CHARTS) for row in ordered
    )


def _genre(page: Page, slug: str, number: str) -> tuple[Offer, ...]:
    name, key = genre_name(page, number, slug), f"genre:{slug}/{number}"
    return (
        *(_list(f"{key}/{one}", spelt(slug), name) for one in _LISTS),
        *_picks(page, f"{key}/", f"{key}/", name),
        Shelf(key=f"{key}/releases", name=f"{name} Releases", kind=ShelfKind.ALBUMS),
        Shelf(key=f"{key}/charts", name=f"{name} Charts", kind=ShelfKind.CHARTS),
        *_charts_shown(page),
    )


def _picks(page: Page, reference: str, key: str, of: str) -> list[Offer]:
    """Return what is picked, as a playlist of all its tracks and as a shelf of its releases."""
    found: list[Offer] = []
    for pick, told in PICKS.items():
        if shown := _shown(page, pick):
            name = f"{of} {told.name}"
            found += [
                SourcePlaylist(reference=f"{reference}{pick}", name=name),
                Shelf(key=f"{key}{pick}", name=name, kind=ShelfKind.ALBUMS, count=len(shown)),
            ]
    return found


def _picked(page: Page, pick: str) -> tuple[Offer, ...]:
    return tuple(_album(_known(page, card)) for card in picks_on(page, pick))


def _known(page: Page, card: Card) -> ReleaseRow:
    known = page.known(ReleaseRow, card.id)
    return known or ReleaseRow(id=card.id, slug=card.slug, name=card.name or spelt(card.slug))


def _charts_shown(page: Page) -> list[Offer]:
    cards = {card.id: card for words in CHARTS_SHOWN for card in page.shelf("chart", words)}
    rows = (
        page.known(ChartRow, card.id)
        or ChartRow(id=card.id, slug=card.slug, name=card.name or spelt(card.slug))
        for card in cards.values()
    )
    return [_chart(row) for row in rows]


def _charts(page: Page) -> tuple[Offer, ...]:
    return tuple(_chart(row) for row in _only(page, ChartRow))


def _releases(page: Page) -> tuple[Offer, ...]:
    return tuple(_album(row) for row in _only(page, ReleaseRow))


def _only[R: (ChartRow, ReleaseRow)](page: Page, kind: type[R]) -> tuple[R, ...]:
    """Return the one list of a kind on a page, or nothing where it says that there is nothing."""
    found = [rows for one in page.listings if (rows := one.only(kind)) is not None]
    if len(found) == 1:
        return found[0]
    if not found and any(not one.size and one.count == 0 for one in page.listings):
        return ()
    raise OddAnswer(account=WHAT)


def _list(reference: str, guessed: str = "", name: str = "") -> SourcePlaylist:
    place = place_of(reference)
    told = place.name if place is not None else reference
    return SourcePlaylist(reference=reference, name=f"{name}{told.removeprefix(guessed)}" if name else told)


def _chart(row: ChartRow) -> SourcePlaylist:
    return SourcePlaylist(
        reference=f"chart:{row.slug}/{row.id}",
        name=row.name,
        description=row.description,
        cover_url=row.cover_url,
        count=row.count,
        owner=row.owner,
    )


def _album(row: ReleaseRow) -> SourcePlaylist:
    return SourcePlaylist(
        reference=f"album:{row.slug}/{row.id}",
        name=row.name,
        cover_url=row.cover_url,
        album=AlbumFacts(artists=row.artists, year=row.year, count=row.count, ids=release_ids(row)),
        count=row.count,
    )


def artist_key(row: ArtistRow) -> str:
    """Return the shelf of an artist's releases."""
    return f"artist:{row.slug}/{row.id}"
