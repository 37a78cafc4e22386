"""Capability PLAYLISTS: albums by link. There is no account, so nothing is listed."""

from collections.abc import Mapping

from syncopate.domain.ids import IdKind
from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import OddAnswer, SourceGone, SyncopateError
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.musicbrainz.client import Client, client_of
from syncopate.providers.musicbrainz.parse import WHAT
from syncopate.providers.musicbrainz.parse_release import Edition, editions, release
from syncopate.providers.musicbrainz.references import read_reference
from syncopate.providers.snapshots import complete, failed

_COVERS = "https://coverartarchive.org/release"
_TRACKS = "recordings artist-credits isrcs release-groups media"
_PAGE = 100


def create(context: Context) -> MusicBrainzAlbums:
    """Make the reader of albums."""
    return MusicBrainzAlbums(client_of(context), context.endpoint(_COVERS))


class MusicBrainzAlbums:
    """Reads albums; fulfils PlaylistSource and Refreshable."""

    def __init__(self, client: Client, covers: str) -> None:
        self._client = client
        self._covers = covers

    async def refresh(self) -> int:
        """Forget what was answered; return how many answers there were."""
        return self._client.remembered.forget()

    def remembered(self) -> int:
        """Return how many answers are remembered."""
        return len(self._client.remembered)

    async def check(self) -> Health:
        """Tell whether the service answers."""
        return await self._client.health()

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return nothing: nobody has albums there."""
        return complete(())

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return one album; what could not be read is a failed snapshot, never an empty one."""
        del options
        try:
            meant = read_reference(reference)
            group = meant.kind is IdKind.MB_RELEASE_GROUP
            mbid = await self._earliest(meant.mbid) if group else meant.mbid
            found = await self._client.ask(f"release/{mbid}", (("inc", _TRACKS),), release, doubt=True)
            if found is None:
                raise SourceGone(f"MusicBrainz has no release {mbid} (any more).", name=mbid)
        except SyncopateError as error:
            return ReadPlaylist(
                playlist=SourcePlaylist(reference=reference, name=reference), entries=failed(error)
            )
        playlist = found.source(meant.text, f"{self._covers}/{found.mbid}/front-500")
        return ReadPlaylist(playlist=playlist, entries=complete(found.entries))

    async def _earliest(self, group: str) -> str:
        """Return the earliest official release of a group, the earliest of any kind where none is official.

        Raises SourceGone.
        """
        found: list[Edition] = []
        total = None
        while total is None or len(found) < total:
            query = (("release-group", group), ("limit", str(_PAGE)), ("offset", str(len(found))))
            page = await self._client.ask("release", query, editions, doubt=True)
            if page is None:
                break
            total = page.total
            if not page.found and total:
                raise OddAnswer(account=WHAT)
            found += page.found
        if not found:
            raise SourceGone(f"MusicBrainz has no release of the group {group} (any more).", name=group)
        return min(found, key=lambda edition: edition.order).mbid
