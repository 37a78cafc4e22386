"""Capability PLAYLISTS: a user's playlists, those made for the user, and loved recordings."""

from collections.abc import Mapping, Sequence

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.errors import InvalidInput, NotFound, SourceGone, SyncopateError
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.listenbrainz.client import WHAT, Client, Playlists, client_of
from syncopate.providers.listenbrainz.parse import (
    Listed,
    listed_playlist,
    loved_entries,
    loved_mark,
    playlist_entries,
)
from syncopate.providers.listenbrainz.references import Kind, Reference, read_reference
from syncopate.providers.sifting import Sifted
from syncopate.providers.snapshots import complete, failed

_LOVED = "Loved recordings"
_SHELVES: Mapping[str, tuple[Playlists, str]] = {
    "own": (Playlists.OWN, "Own playlists"),
    "createdfor": (Playlists.CREATED_FOR, "Created for {whom}"),
    "collaborator": (Playlists.COLLABORATOR, "Collaborative playlists"),
    "recommendations": (Playlists.RECOMMENDED, "Recommendations"),
}
"""What is on a shelf, and its name, by the beginning of its key; the user's name follows."""


def create(context: Context) -> ListenBrainzPlaylists:
    """Make the reader of an account's playlists; without an account, of those that are public."""
    return ListenBrainzPlaylists(client_of(context))


class ListenBrainzPlaylists:
    """Reads playlists; fulfils PlaylistSource, Versioned and Browsable."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the service answers, and knows user and token."""
        try:
            await self._client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return what the user loves, and all of the user's playlists: what is recommended is among them."""
        if not self._client.user:
            return complete(())
        found: dict[str, SourcePlaylist] = {}
        try:
            for which in (Playlists.OWN, Playlists.CREATED_FOR, Playlists.COLLABORATOR):
                for playlist in await self._offered(self._client.user, which):
                    found.setdefault(playlist.reference, playlist)
        except SyncopateError as error:
            return failed(error)
        return complete((self._loved(self._client.user), *found.values()))

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return a user's shelves, or the playlists on one of them."""
        kind, _, user = shelf.partition(":")
        if not shelf and not self._client.user:
            return complete(())
        if not shelf or (kind == "user" and user):
            return complete(self._shelves(user or self._client.user))
        try:
            if kind not in _SHELVES or not user:
                raise NotFound(what="shelf", id=shelf)
            return complete(tuple(await self._offered(user, _SHELVES[kind][0])))
        except SyncopateError as error:
            return failed(error)

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return one playlist; what could not be read is a failed snapshot, never an empty one."""
        del options
        try:
            meant = read_reference(reference, self._client.user)
            return await (self._read_loved(meant) if meant.kind is Kind.LOVED else self._read(meant))
        except SyncopateError as error:
            return ReadPlaylist(
                playlist=SourcePlaylist(reference=reference, name=reference), entries=failed(error)
            )

    async def read_version(self, reference: str) -> Maybe[str | None]:
        """Return the mark of a playlist's content: which it is, and when it was changed last."""
        try:
            meant = read_reference(reference, self._client.user)
            match meant.kind:
                case Kind.LOVED:
                    return Known(loved_mark(*await self._client.latest_loved(self._of(meant))))
                case Kind.CREATED_FOR:
                    return Known((await self._newest(meant)).mark)
                case Kind.PLAYLIST:
                    raw = await self._client.playlist(meant.id, metadata=False)
                    return Known(listed_playlist(raw, WHAT).mark)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def _read(self, meant: Reference) -> ReadPlaylist:
        mbid = (await self._newest(meant)).mbid if meant.kind is Kind.CREATED_FOR else meant.id
        raw = await self._client.playlist(mbid)
        found, count = playlist_entries(raw, WHAT)
        playlist = listed_playlist(raw, WHAT).source(meant.text, count)
        return _complete(playlist, found)

    async def _read_loved(self, meant: Reference) -> ReadPlaylist:
        user = self._of(meant)
        feedback, count = await self._client.loved(user)
        found = loved_entries(feedback, WHAT)
        mark = loved_mark(feedback[0] if feedback else None, count)
        playlist = SourcePlaylist(reference=meant.text, name=_LOVED, count=count, owner=user, version=mark)
        return _complete(playlist, found)

    async def _newest(self, meant: Reference) -> Listed:
        """Return the newest playlist of a kind that was made for a user. Raises SourceGone, InvalidInput."""
        user = self._of(meant)
        try:
            made = await self._client.playlists(user, Playlists.CREATED_FOR)
        except NotFound as error:
            raise SourceGone(error.detail, name=meant.id) from error
        for raw in made:
            found = listed_playlist(raw, WHAT)
            if found.patch == meant.id:
                return found
        raise SourceGone(f"ListenBrainz has made no {meant.id} for {user} (any more).", name=meant.id)

    async def _offered(self, user: str, which: Playlists) -> Sequence[SourcePlaylist]:
        """Return a list of playlists; the newest of a kind that was made for the user is kept by its kind."""
        own = "" if user.casefold() == self._client.user.casefold() else user
        kinds: set[str] = set()
        offered: list[SourcePlaylist] = []
        for raw in await self._client.playlists(user, which):
            found = listed_playlist(raw, WHAT)
            reference = Reference(kind=Kind.PLAYLIST, id=found.mbid)
            made = which in {Playlists.CREATED_FOR, Playlists.RECOMMENDED}
            if made and found.patch and ":" not in found.patch and found.patch not in kinds:
                kinds.add(found.patch)
                reference = Reference(kind=Kind.CREATED_FOR, id=found.patch, user=own)
            offered.append(found.source(reference.text))
        return offered

    def _shelves(self, user: str) -> tuple[Offer, ...]:
        whom = "you" if user.casefold() == self._client.user.casefold() else user
        shelves = (
            Shelf(key=f"{key}:{user}", name=name.format(whom=whom), kind=ShelfKind.PLAYLISTS)
            for key, (_, name) in _SHELVES.items()
        )
        return (self._loved(user), *shelves)

    def _loved(self, user: str) -> SourcePlaylist:
        own = "" if user.casefold() == self._client.user.casefold() else user
        return SourcePlaylist(reference=Reference(kind=Kind.LOVED, user=own).text, name=_LOVED, owner=user)

    def _of(self, meant: Reference) -> str:
        """Return whose it is."""
        user = meant.user or self._client.user
        if not user:
            raise InvalidInput("Whose is it? Name the user.", field="reference")
        return user


def _complete(playlist: SourcePlaylist, found: Sifted) -> ReadPlaylist:
    entries = complete(found.entries)
    return ReadPlaylist(playlist=playlist, entries=entries, left_out=found.left_out)
