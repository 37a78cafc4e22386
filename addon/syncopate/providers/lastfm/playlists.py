"""Capability PLAYLISTS: loved and most played tracks, charts, tags, what is similar, albums."""

from collections.abc import Mapping
from datetime import UTC, datetime

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Failed, Snapshot
from syncopate.errors import InvalidInput, NotConfigured, SyncopateError
from syncopate.providers.browsing import Offer
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.lastfm import parse, references
from syncopate.providers.lastfm.client import Client, client_of
from syncopate.providers.lastfm.links import read_link
from syncopate.providers.lastfm.listing import MOST, every, first
from syncopate.providers.lastfm.manifest import MANIFEST
from syncopate.providers.lastfm.references import PERIODS, Kind, Wanted
from syncopate.providers.lastfm.shelves import Shelves
from syncopate.providers.links import take_apart
from syncopate.providers.sifting import Sifted
from syncopate.providers.snapshots import complete, failed


def create(context: Context) -> LastfmPlaylists:
    """Make the reader of what an account's user loves and plays, and of what everybody does."""
    return LastfmPlaylists(client_of(context))


class LastfmPlaylists:
    """Reads lists of tracks and albums; fulfils PlaylistSource and Browsable."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._shelves = Shelves(client)

    async def check(self) -> Health:
        """Tell whether the key is taken and the user is there."""
        return await self._client.health()

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return what is the user's own."""
        health = await self._client.health()
        if not health.ok:
            return Failed(health.reason or "", health.detail, _now())
        return complete(self._shelves.mine(None))

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf: the user's own, charts, tags, an artist's."""
        try:
            return complete(await self._shelves.opened(shelf))
        except SyncopateError as error:
            return failed(error)

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Read one; what went wrong is the reason of a failed snapshot."""
        del options
        about = SourcePlaylist(reference=reference, name=reference)
        try:
            wanted = wanted_by(reference)
            about = named(wanted, self._client.user)
            if wanted.kind is Kind.ALBUM:
                return await self._album(wanted)
            found = await self._entries(wanted)
        except SyncopateError as error:
            return ReadPlaylist(playlist=about, entries=failed(error))
        visible = None if wanted.kind is Kind.LOVED else MOST
        return _read(about, found, visible)

    async def _album(self, wanted: Wanted) -> ReadPlaylist:
        artist, title = wanted.names
        asked = {"artist": artist, "album": title, "autocorrect": "1"}
        raw = parse.inside(await self._client.ask("album.getInfo", asked), "album")
        return _read(*parse.album(raw, wanted))

    async def _entries(self, wanted: Wanted) -> Sifted:
        """Return the tracks of a list, in order."""
        client, names = self._client, wanted.names
        match wanted.kind:
            case Kind.LOVED:
                user = {"user": self._user_of(wanted)}
                items = await every(client, "user.getLovedTracks", "lovedtracks", user)
            case Kind.TOP:
                asked = {"user": self._user_of(wanted), "period": names[0]}
                items = await first(client, "user.getTopTracks", "toptracks", asked, counted=True)
            case Kind.SIMILAR:
                asked = {"artist": names[0], "track": names[1], "autocorrect": "1", "limit": str(MOST)}
                answer = await client.ask("track.getSimilar", asked)
                items = parse.page(parse.inside(answer, "similartracks"), "track").items
            case Kind.TAG:
                items = await first(client, "tag.getTopTracks", "tracks", {"tag": names[0]})
            case Kind.ARTIST:
                asked = {"artist": names[0], "autocorrect": "1"}
                items = await first(client, "artist.getTopTracks", "toptracks", asked)
            case _:
                items = await first(client, "chart.getTopTracks", "tracks", {})
        return parse.entries(items)

    def _user_of(self, wanted: Wanted) -> str:
        user = wanted.user or self._client.user
        if not user:
            raise NotConfigured("The name of the user at Last.fm is missing.", what="lastfm.user")
        return user


def _read(about: SourcePlaylist, found: Sifted, visible: int | None = None) -> ReadPlaylist:
    entries = complete(found.entries)
    return ReadPlaylist(playlist=about, entries=entries, visible=visible, left_out=found.left_out)


def wanted_by(reference: str) -> Wanted:
    """Return what a reference or a pasted link means. Raises InvalidInput."""
    wanted = references.read(reference)
    if wanted is None and (link := take_apart(reference)) is not None and link.host in MANIFEST.link_hosts:
        linked = read_link(link)
        wanted = None if linked is None else references.read(linked.reference)
    if wanted is None:
        raise InvalidInput(
            "That is no playlist of Last.fm: try loved, top:7day or tag:rock.", field="reference"
        )
    return wanted


def named(wanted: Wanted, user: str) -> SourcePlaylist:
    """Return what is known of a list before it is read."""
    owner = wanted.user or (user or None if wanted.kind in {Kind.LOVED, Kind.TOP} else None)
    whose = f" of {wanted.user}" if wanted.user else ""
    names = wanted.names
    match wanted.kind:
        case Kind.LOVED:
            name = f"Loved tracks{whose}"
        case Kind.TOP:
            name = f"Top tracks{whose} of {PERIODS[names[0]]}"
        case Kind.SIMILAR:
            name = f"Similar to {names[0]} - {names[1]}"
        case Kind.TAG:
            name = f"Top tracks: {names[0]}"
        case Kind.ARTIST:
            name = f"Top tracks by {names[0]}"
        case Kind.ALBUM:
            name = names[1]
        case _:
            name = "Top tracks of Last.fm"
    return SourcePlaylist(reference=wanted.reference, name=name, owner=owner)


def _now() -> datetime:
    return datetime.now(UTC)
