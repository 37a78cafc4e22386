"""Capability PLAYLIST_TARGET. A playlist of Emby holds a track as often as it is put there."""

import logging
from collections.abc import Sequence
from typing import override

from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser.editor import Editor, Writing
from syncopate.providers._mediabrowser.raw import text, thing
from syncopate.providers.capability import Context
from syncopate.providers.emby.client import Client, client_of

_LOG = logging.getLogger(__name__)


def create(context: Context) -> EmbyPlaylists:
    """Make the keeper of an account's playlists."""
    return EmbyPlaylists(client_of(context))


class EmbyPlaylists(Editor[Client]):
    """Keeps playlists and favourites; fulfils PlaylistEditor."""

    @override
    async def make(self, user: str, name: str, track_keys: Sequence[str]) -> str:
        query = {"Name": name, "MediaType": "Audio"}
        if user != self._talk.user_id or self._talk.is_key:
            query["UserId"] = user
        if track_keys:
            query["Ids"] = ",".join(track_keys)
        made = thing(await self._talk.http.json("POST", "Playlists", query=query), self._talk.what)
        key = text(made, "Id")
        if key is None:
            raise OddAnswer(account=self._talk.what)
        return key

    @override
    async def rename(self, user: str, target_key: str, name: str) -> None:
        # Only administrators may, and what it holds matters more than what it is called.
        _LOG.warning("%s lets only administrators rename the playlist %s.", self._talk.what, target_key)

    @override
    async def as_owner(self, user: str, write: Writing) -> None:
        await write({})

    @override
    async def owns(self, user: str, target_key: str) -> bool:
        # Whoever did not make a playlist may not delete it, but for administrators, who can tell by the mark.
        playlist = await self._talk.playlist(user, target_key)
        return playlist is not None and playlist.get("CanDelete") is True

    @override
    def page_of(self, target_key: str) -> str:
        server = f"&serverId={self._talk.server_id}" if self._talk.server_id else ""
        return f"{self._talk.pages}/web/index.html#!/item?id={target_key}{server}"

    @override
    def page_of_favourites(self) -> str:
        return f"{self._talk.pages}/web/index.html#!/home"
