"""What catalogues find for the words that the library was searched for: asked when somebody wants it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from syncopate.errors import SyncopateError, Unreachable
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.store import accounts
from syncopate.sync.catalogues import Resting, search_catalogue, ways
from syncopate.web.visit import Visit

PATIENCE = 30
"""Seconds that a page waits for a catalogue."""

_MOST = {FoundKind.ARTIST: 6, FoundKind.ALBUM: 8, FoundKind.TRACK: 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What one catalogue found, by kind; `account` is by which login it was asked, "" for none.

    `resting` are those that were to be asked first. `error` is why nobody answered, or not to all of it.
    """

    domain: str = ""
    account: str = ""
    artists: Sequence[Found] = ()
    albums: Sequence[Found] = ()
    tracks: Sequence[Found] = ()
    resting: Sequence[Resting] = field(default_factory=tuple)
    error: SyncopateError | None = None

    @property
    def nothing(self) -> bool:
        """True when a catalogue answered that it has nothing like it."""
        return not (self.artists or self.albums or self.tracks) and self.error is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The catalogues that can be asked, in the order they are; `chosen` is the one wanted, "" for the first.

    `hits` is what was found, None while nobody was asked.
    """

    choices: Sequence[str] = ()
    chosen: str = ""
    hits: Hits | None = None

    @property
    def following(self) -> str:
        """Return who can be asked next, "" where nobody is left."""
        before = (self.hits.domain if self.hits else "") or self.chosen
        if before not in self.choices:
            return ""
        return next(iter(self.choices[self.choices.index(before) + 1 :]), "")


async def asking_of(visit: Visit, query: str) -> Asking:
    """Tell which there are, and ask the one that is wanted, where that is wanted at all."""
    choices = list(dict.fromkeys(way.domain for way in await ways(visit.kit)))
    chosen = visit.parameter("catalogue")
    asking = Asking(choices=choices, chosen=chosen if chosen in choices else "")
    if visit.parameter("catalogues") != "on":
        return asking
    return replace(asking, hits=await _hits_of(visit, query, asking.chosen or None))


async def _hits_of(visit: Visit, query: str, wanted: str | None) -> Hits:
    """Ask one catalogue, or the first that answers; where none does, say why."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _asked(visit, query, wanted)
    except TimeoutError:
        return Hits(error=Unreachable(f"The catalogues did not answer within {PATIENCE} s.", what="It"))
    except SyncopateError as error:
        return Hits(error=error)


async def _asked(visit: Visit, query: str, wanted: str | None) -> Hits:
    """Ask one of them for everything. Raises SyncopateError when none answers."""
    first = await search_catalogue(visit.kit, query, FoundKind.TRACK, _MOST[FoundKind.TRACK], wanted)
    way = first.way
    others = await asyncio.gather(
        *(_of_kind(visit, query, kind, way.domain) for kind in (FoundKind.ALBUM, FoundKind.ARTIST))
    )
    (albums, no_albums), (artists, no_artists) = others
    account = (
        "" if way.account_id is None else (await visit.kit.database.read(accounts.get, way.account_id)).name
    )
    return Hits(
        domain=way.domain,
        account=account,
        artists=artists,
        albums=albums,
        tracks=first.items,
        resting=first.instead_of,
        error=no_albums or no_artists,
    )


async def _of_kind(
    visit: Visit, query: str, kind: FoundKind, domain: str
) -> tuple[Sequence[Found], SyncopateError | None]:
    try:
        answer = await search_catalogue(visit.kit, query, kind, _MOST[kind], domain)
    except SyncopateError as error:
        return (), error
    return answer.items, None
