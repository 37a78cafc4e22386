"""Covers as servers and services give them: we ask, and pass the picture on alone.

Nobody but the server ever sees its token, and nothing but the cover of a track of a library can be asked for.
Services are asked without a login, for what lies where their manifests say that covers lie.
"""

import asyncio
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.server import Picture
from syncopate.domain.snapshot import Unknown
from syncopate.errors import NotFound, OddAnswer, SyncopateError, Unreachable, error_with_key
from syncopate.providers import registry
from syncopate.providers.links import lies_on
from syncopate.providers.outside import fetch_picture
from syncopate.providers.serving import Pictured
from syncopate.store import libraries, tracks
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of

KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})
"""What is passed on as a picture; an SVG may hold a program."""

KEPT = timedelta(days=1)
TRIED_AGAIN = timedelta(minutes=10)
"""After which a cover that could not be had is asked for again."""
_MOST_BYTES = 24_000_000
_MOST = 2_000
_AT_A_TIME = 6


async def cover_of(kit: Kit, library_id: str, track_key: str, size: int) -> Picture:
    """Return the cover of a track's album, about `size` pixels wide.

    Raises NotFound for a track that is not in the index or has no cover, Unreachable.
    """
    library = await kit.database.read(libraries.get, library_id)
    if await kit.database.read(tracks.get, library_id, track_key) is None:
        raise NotFound(what="track", id=track_key)
    source = await library_of(kit, library.account_id)
    if not isinstance(source, Pictured):
        raise NotFound(f"{library.name} has no covers.", what="cover", id=track_key)
    found = await isolated(source.picture(track_key, size), library.name)
    if isinstance(found, Unknown):
        raise error_with_key(found.reason, Unreachable)(what=library.name, account=library.name)
    if found.value is None:
        raise NotFound(what="cover", id=track_key)
    return _passed_on(found.value, library.name)


def is_served(address: str | None) -> bool:
    """Tell whether an address is one that a service has its covers at."""
    return address is not None and lies_on(address, _hosts())


def _hosts() -> frozenset[str]:
    return frozenset().union(*(each.cover_hosts for each in registry.manifests().values()))


@dataclass(frozen=True, slots=True)
class _Known:
    """A cover, or why there is none, and until when that holds."""

    said: Picture | SyncopateError
    until: datetime

    @property
    def size(self) -> int:
        return len(self.said.content) if isinstance(self.said, Picture) else 0


class ServiceCovers:
    """The covers that services were asked for of late, a day long, as many as a part of the memory holds."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._bytes = 0
        self._slots = asyncio.Semaphore(_AT_A_TIME)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, kit: Kit, address: str) -> Picture:
        """Return a cover that lies where services have them.

        Raises InvalidInput for any other address, Unreachable, OddAnswer for what is no picture.
        """
        # Who asks for what is being fetched waits for that.
        turn = self._turns[address]
        try:
            async with turn:
                known = self._known.get(address)
                if known is None or known.until <= kit.now():
                    known = await self._ask(kit, address)
        finally:
            if not turn.locked():
                self._turns.pop(address, None)
        if isinstance(known.said, SyncopateError):
            # A new one each time: what is raised keeps the whole way that it went.
            raise type(known.said)(known.said.detail, **known.said.placeholders)
        return known.said

    async def _ask(self, kit: Kit, address: str) -> _Known:
        said: Picture | SyncopateError
        endpoint = kit.context("covers", {}).endpoint
        try:
            async with self._slots:
                said = _passed_on(await fetch_picture(address, _hosts(), endpoint), "The picture's server")
        except Unreachable as error:
            said = error
        lasts = KEPT if isinstance(said, Picture) else TRIED_AGAIN
        return self._keep(address, _Known(said, kit.now() + lasts))

    def _keep(self, address: str, known: _Known) -> _Known:
        before = self._known.pop(address, None)
        self._bytes += known.size - (before.size if before else 0)
        self._known[address] = known
        while len(self._known) > _MOST or (len(self._known) > 1 and self._bytes > _MOST_BYTES):
            self._bytes -= self._known.popitem(last=False)[1].size
        return known


def _passed_on(picture: Picture, whose: str) -> Picture:
    """Return it with its type alone. Raises OddAnswer for what is not passed on."""
    kind = picture.content_type.partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise OddAnswer(account=whose)
    return Picture(content=picture.content, content_type=kind)
