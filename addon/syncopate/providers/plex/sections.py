"""Capability SECTIONS: the server's libraries of films and shows, made and taken away."""

import asyncio
from collections.abc import Sequence

from syncopate.domain.snapshot import Snapshot
from syncopate.domain.watch import MediaType
from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    LoginRejected,
    NotFound,
    SyncopateError,
    Unreachable,
    WriteFailed,
)
from syncopate.providers.capability import Context, Health
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.listing import Listing
from syncopate.providers.plex.parse import SectionState
from syncopate.providers.plex.wire import Query
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.watching import Section

_MADE = {
    MediaType.MOVIE: (("type", "movie"), ("agent", "tv.plex.agents.movie"), ("scanner", "Plex Movie")),
    MediaType.SHOW: (("type", "show"), ("agent", "tv.plex.agents.series"), ("scanner", "Plex TV Series")),
}
_KINDS = {"movie": MediaType.MOVIE, "show": MediaType.SHOW}
_COUNTED = {MediaType.MOVIE: MediaType.MOVIE, MediaType.SHOW: MediaType.EPISODE}
_LANGUAGE = "en-US"
_BAD_REQUEST = "400"


def create(context: Context) -> PlexSections:
    """Make what keeps a server's libraries of films and shows. Raises NotConfigured."""
    return PlexSections(client_of(context))


class PlexSections:
    """Tells, makes and takes away libraries of one server; fulfils SectionKeeper."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login."""
        return await self._client.check()

    async def sections(self) -> Snapshot[Section]:
        """Return the libraries of films and shows in the server's order."""
        try:
            states = await self._client.video_sections()
        except SyncopateError as error:
            return failed(error)
        counts = await asyncio.gather(*(self._count(state) for state in states))
        return complete(tuple(_section(state, count) for state, count in zip(states, counts, strict=True)))

    async def add_section(self, name: str, kind: MediaType, paths: Sequence[str]) -> Section:
        """Make one in the language of the others. Raises WriteFailed, Unreachable, InvalidInput."""
        made, named = _MADE.get(kind), name.strip()
        if made is None:
            raise InvalidInput("A library is of films or of shows.", field="kind")
        if not named:
            raise InvalidInput("A library needs a name.", field="name")
        folders = tuple(dict.fromkeys(path.strip() for path in paths if path.strip()))
        if not folders:
            raise InvalidInput("A library needs a folder.", field="paths")
        before = await self._client.video_sections()
        language = next((one.language for one in before if one.language), _LANGUAGE)
        query: Query = (
            ("name", named),
            *made,
            ("language", language),
            *(("location", path) for path in folders),
        )
        try:
            told = await self._client.write("POST", "/library/sections", query)
        except LoginRejected, LoginLacksRights:
            raise
        except Unreachable as error:
            raise _why(error, folders) from None
        known = {one.key for one in before}
        for state in await self._client.video_sections():
            if state.key == told.get("key") or (state.key not in known and state.name == named):
                return _section(state, None)
        raise WriteFailed("Plex answered that the library was made, and it is not there.")

    async def delete_section(self, key: str) -> None:
        """Take one away; its files stay. Raises NotFound, WriteFailed, Unreachable."""
        state = await self._state(key)
        await self._client.write("DELETE", f"/library/sections/{state.key}")
        if any(one.key == key for one in await self._client.video_sections()):
            raise WriteFailed("Plex answered that the library was taken away, and it is still there.")

    async def refresh_section(self, key: str) -> None:
        """Have the server look at its files anew. Raises NotFound, Unreachable."""
        state = await self._state(key)
        # A GET: servers of every age take it.
        await self._client.write("GET", f"/library/sections/{state.key}/refresh")

    async def _state(self, key: str) -> SectionState:
        found = next((one for one in await self._client.video_sections() if one.key == key), None)
        if found is None:
            said = f"There is no library of films or shows {key} on this Plex server."
            raise NotFound(said, what="section", id=key)
        return found

    async def _count(self, state: SectionState) -> int | None:
        """Return how many films or episodes it has, None when that cannot be told."""
        try:
            return await Listing(self._client, state.key).total(_COUNTED[_KINDS[state.kind]])
        except Unreachable, NotFound:
            return None


def _section(state: SectionState, count: int | None) -> Section:
    kind = _KINDS[state.kind]
    return Section(key=state.key, name=state.name, type=kind, paths=state.folders, count=count)


def _why(error: Unreachable, folders: Sequence[str]) -> SyncopateError:
    """Return what it means that no library was made: mostly the server does not have the folder."""
    if error.placeholders.get("status") != _BAD_REQUEST:
        return error
    return WriteFailed(f"Plex refuses to make the library: does it see {' and '.join(folders)}?")
