"""Capability PLAYLIST_TARGET.

A playlist of Jellyfin holds a track once: what is in it already is left out of what is added.
"""

from collections.abc import Mapping, Sequence
from typing import override

from syncopate.errors import LoginLacksRights, NotFound, OddAnswer
from syncopate.providers._mediabrowser.editor import Editor, Writing
from syncopate.providers._mediabrowser.raw import text, thing
from syncopate.providers.capability import Context
from syncopate.providers.jellyfin.client import Client, client_of


def create(context: Context) -> JellyfinPlaylists:
    """Make the keeper of an account's playlists."""
    return JellyfinPlaylists(client_of(context))


class JellyfinPlaylists(Editor[Client]):
    """Keeps playlists and favourites; fulfils PlaylistEditor."""

    @override
    async def make(self, user: str, name: str, track_keys: Sequence[str]) -> str:
        body = {
            "Name": name,
            "Ids": list(track_keys),
            "UserId": user,
            "MediaType": "Audio",
            "IsPublic": False,
        }
        made = thing(await self._talk.http.json("POST", "Playlists", body=body), self._talk.what)
        key = text(made, "Id")
        if key is None:
            raise OddAnswer(account=self._talk.what)
        return key

    @override
    async def rename(self, user: str, target_key: str, name: str) -> None:
        async def write(headers: Mapping[str, str]) -> None:
            await self._talk.http.nothing(
                "POST", f"Playlists/{target_key}", body={"Name": name}, headers=headers
            )

        await self.as_owner(user, write)

    @override
    async def as_owner(self, user: str, write: Writing) -> None:
        await self._talk.sessions.asking(user, write)

    @override
    async def owns(self, user: str, target_key: str) -> bool:
        hidden = NotFound(what="playlist", id=target_key)

        async def ask(headers: Mapping[str, str]) -> None:
            await self._talk.http.json("GET", f"Playlists/{target_key}/Users", headers=headers, gone=hidden)

        try:
            await self._talk.sessions.asking(user, ask)
        except LoginLacksRights, NotFound:
            return False
        return True

    @override
    def page_of(self, target_key: str) -> str:
        return f"{self._talk.pages}/web/#/details?id={target_key}"

    @override
    def page_of_favourites(self) -> str:
        return f"{self._talk.pages}/web/#/home?tab=1"
