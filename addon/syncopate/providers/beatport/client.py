"""Asks Beatport for pages, and keeps them for a day: they change once a day."""

from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    OddAnswer,
    SourceGone,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.beatport.manifest import MANIFEST
from syncopate.providers.beatport.page import WHAT, read_page
from syncopate.providers.beatport.places import PAGE, Kind, Place
from syncopate.providers.beatport.rows import Listing, Page, ReleaseRow, TrackRow
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace
from syncopate.providers.remembering import Remembering

SITE = "https://www.beatport.com"
TIMEOUT = timedelta(seconds=30)
_LIMIT = MANIFEST.rate_limit or RateLimit(requests=1, seconds=1.0, concurrency=1)
_KEPT_SECONDS = 86_400.0
_MOST_KEPT = 500
_MOST_BYTES = 16_000_000
_MOST_PAGES = 50
_GONE = frozenset({"404", "410"})
_HEADERS = {
    "User-Agent": f"Syncopate/{version('syncopate')} (+https://github.com/syncopate-media/syncopate)",
    "Accept": "text/html",
    # In other languages the headings, by which lists are known, are other ones.
    "Accept-Language": "en",
}


class Client:
    """Reads pages. Its methods raise what `HttpClient` raises, and SourceGone for what is not there."""

    def __init__(self, address: str, pace: Pace) -> None:
        self._http = HttpClient(
            address, what=WHAT, limit=_LIMIT, headers=_HEADERS, timeout=TIMEOUT, pace=pace
        )
        self.remembered = Remembering(_MOST_KEPT, _KEPT_SECONDS)

    async def page(self, path: str, query: Mapping[str, str] | None = None) -> Page:
        """Return a page, the one that was read on the same day if there is one."""
        question = (path, tuple((query or {}).items()))
        return await self.remembered.get(question, lambda: self.read(path, query))

    async def read(self, path: str, query: Mapping[str, str] | None = None) -> Page:
        """Return a page as it is now."""
        try:
            fetched = await self._http.bytes("GET", path, query=query or {}, most=_MOST_BYTES)
        except Unreachable as error:
            meaning = await self._meaning(error, path)
        else:
            return read_page(fetched.content)
        raise meaning

    async def tracks(self, place: Place) -> tuple[Page, tuple[TrackRow, ...]]:
        """Return the first page of a place, and all its tracks in the order of the site."""
        page = await self.page(place.path, _numbered(1) if place.paged else None)
        listing = _of_tracks(page, place)
        rows = list(listing.only(TrackRow) or ())
        seen, number = listing.size, 1
        total = 0 if place.open_end else listing.count or 0
        while seen < total:
            number += 1
            if not place.paged or number > _MOST_PAGES:
                raise OddAnswer(f"{WHAT} shows {seen} of {total} tracks only.", account=WHAT)
            before, listing = listing, _of_tracks(await self.page(place.path, _numbered(number)), place)
            if listing.page not in {None, number} or listing.rows == before.rows:
                raise OddAnswer(f"{WHAT} shows another page than was asked for.", account=WHAT)
            rows += listing.only(TrackRow) or ()
            seen += listing.size
        return page, tuple(rows)

    async def release(self, place: Place) -> tuple[ReleaseRow, tuple[tuple[int | None, TrackRow], ...]]:
        """Return a release and its tracks in order, each with its number where that is known."""
        page, rows = await self.tracks(place)
        release = page.subject(ReleaseRow, place.id)
        if release is None:
            raise OddAnswer(f"{WHAT} shows another release than was asked for.", account=WHAT)
        found = {row.id: row for row in rows}
        if not found.keys() <= set(release.tracks):
            return release, tuple((None, row) for row in rows)
        placed = ((number, found.get(key)) for number, key in enumerate(release.tracks, 1))
        return release, tuple((number, row) for number, row in placed if row is not None)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _meaning(self, error: Unreachable, path: str) -> SyncopateError:
        """Return what it means that there is no page."""
        if isinstance(error, LoginRejected | LoginLacksRights):
            # Nobody logs in here: that is how guards against programs say that they do not like one.
            return Unreachable(f"{WHAT} turns requests from here away at present.", what=WHAT)
        if error.placeholders.get("status") not in _GONE:
            return error
        try:
            # Its own page for that cannot be told from a proxy's: only the first page tells that it is up.
            read_page((await self._http.bytes("GET", "/", most=_MOST_BYTES)).content)
        except Unreachable:
            return error
        return SourceGone(name=f"{SITE}{path}")


def client_of(context: Context) -> Client:
    """Return the client that all share, with the pages it keeps."""
    pace = context.connections.paces.of(MANIFEST.domain, _LIMIT, WHAT)
    address = context.endpoint(SITE)
    return context.connections.shared(
        context.account_id, fingerprint({"address": address}), lambda: Client(address, pace)
    )


def _numbered(page: int) -> dict[str, str]:
    return {"page": str(page), "per_page": str(PAGE)}


def _of_tracks(page: Page, place: Place) -> Listing:
    """Return the list of tracks that a place is; of several, the one that is called so. Raises OddAnswer."""
    lists = [one for one in page.listings if one.only(TrackRow) is not None]
    if place.kind is Kind.ALBUM:
        # Beside the tracks of a release stand others that people buy.
        lists = [one for one in lists if all(row.release_id == place.id for row in one.only(TrackRow) or ())]
    if len(lists) > 1:
        lists = [one for one in lists if all(word in one.key for word in place.words)]
    if not lists:
        lists = [one for one in page.listings if not one.size and one.count == 0 and _is_empty(one, place)]
    if len(lists) != 1:
        raise OddAnswer(f"{WHAT}'s page {place.path} has no such list.", account=WHAT)
    return lists[0]


def _is_empty(listing: Listing, place: Place) -> bool:
    """Tell whether it is a playlist that nobody has put anything into; charts always have something."""
    return place.kind is Kind.PLAYLIST and all(word in listing.key for word in place.words)
