"""Capability RECENT: the playlists and albums that something was played from of late."""

from datetime import datetime

from syncopate.domain.snapshot import Snapshot
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.links import LinkKind, take_apart
from syncopate.providers.recent import PlayedContext
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.spotify import answers
from syncopate.providers.spotify.answers import Raw
from syncopate.providers.spotify.client import Client, client_of
from syncopate.providers.spotify.links import LIKED, read_link


def create(context: Context) -> SpotifyRecent:
    """Make the reader of what was played."""
    return SpotifyRecent(client_of(context))


class SpotifyRecent:
    """Reads the last fifty plays, which is all that Spotify tells; fulfils RecentSource."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether Spotify takes the login."""
        return await self._client.health()

    async def played_contexts(self) -> Snapshot[PlayedContext]:
        """Return playlists and albums once each, the latest play first."""
        try:
            page = await self._client.ask(lambda api: answers.page(api.recently_played(), _played))
        except SyncopateError as error:
            return failed(error)
        latest: dict[str, datetime] = {}
        for one in page.items:
            latest[one.reference] = max(one.played_at, latest.get(one.reference, one.played_at))
        found = (PlayedContext(reference=each, played_at=at) for each, at in latest.items())
        return complete(tuple(sorted(found, key=lambda one: one.played_at, reverse=True)))


def _played(raw: Raw) -> PlayedContext | None:
    """Return what a track was played from, None for what cannot be mirrored, and for liked songs."""
    played_at = answers.moment(raw, "played_at")
    link = take_apart(answers.text(answers.inside(raw, "context"), "uri") or "")
    found = None if link is None else read_link(link)
    if found is None or played_at is None or found.reference == LIKED:
        return None
    if found.kind not in {LinkKind.PLAYLIST, LinkKind.ALBUM}:
        return None
    return PlayedContext(reference=found.reference, played_at=played_at)
