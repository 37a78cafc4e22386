"""Playlists are changed by their owners alone.

Jellyfin asks whose session it is before it takes tracks out of a playlist, moves or renames them, and heeds
neither an administrator nor an API key. Both may let somebody in by Quick Connect, though: so one of us signs
in as the owner, for as long as the connection lasts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from syncopate.errors import LoginLacksRights, LoginRejected, OddAnswer, SyncopateError
from syncopate.providers._mediabrowser.raw import inside, text, thing

if TYPE_CHECKING:
    from syncopate.providers.jellyfin.client import Client


class Sessions:
    """Sessions of users other than the one who logged in; they live in memory only."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tokens: dict[str, str] = {}
        self._turn = asyncio.Lock()

    async def asking[T](self, user: str, ask: Callable[[Mapping[str, str]], Awaitable[T]]) -> T:
        """Ask as a user. Raises what `ask` raises, LoginLacksRights where we cannot be that user."""
        headers = await self._headers(user)
        try:
            return await ask(headers)
        except LoginRejected:
            # What is refused was not done. The server has ended the session, or somebody there has.
            if self._tokens.pop(user, None) is None:
                raise
        return await ask(await self._headers(user))

    async def close(self) -> None:
        """Sign out, as far as the server can still be told."""
        tokens, self._tokens = list(self._tokens.values()), {}
        for token in tokens:
            await self._sign_out(token)

    async def _sign_out(self, token: str) -> None:
        with suppress(SyncopateError):
            await self._client.http.nothing("POST", "Sessions/Logout", headers=self._signed(token))

    def _signed(self, token: str = "") -> Mapping[str, str]:
        return self._client.product.signing(self._client.device_id, token)

    async def _headers(self, user: str) -> Mapping[str, str]:
        """Return what tells that the user asks; nothing to add where that is the one who logged in."""
        if not self._client.is_key and user == self._client.user_id:
            return {}
        async with self._turn:
            if user not in self._tokens:
                self._tokens[user] = await self._let_in(user)
            return self._signed(self._tokens[user])

    async def _let_in(self, user: str) -> str:
        """Return the token of a new session of the user's.

        Raises LoginLacksRights, and OddAnswer where the session is not surely that user's.
        """
        http, what = self._client.http, self._client.what
        try:
            begun = thing(await http.json("POST", "QuickConnect/Initiate", headers=self._signed()), what)
            code, secret = text(begun, "Code"), text(begun, "Secret")
            if code is None or secret is None:
                raise OddAnswer(account=what)
            await http.json("POST", "QuickConnect/Authorize", query={"Code": code, "UserId": user})
            entered = await http.json(
                "POST",
                "Users/AuthenticateWithQuickConnect",
                body={"Secret": secret},
                headers=self._signed(),
            )
        except (LoginRejected, LoginLacksRights) as error:
            said = (
                f"{what} lets only the owner change a playlist: switch on Quick Connect there, "
                "or log in as that user."
            )
            raise LoginLacksRights(said, account=what) from error
        answer = thing(entered, what)
        token = text(answer, "AccessToken")
        if token is None:
            raise OddAnswer(account=what)
        # Somebody else may have entered the code first, and their playlists are not to be changed.
        if _bare(text(inside(answer, "User"), "Id") or "") != _bare(user):
            await self._sign_out(token)
            raise OddAnswer(f"{what} let in another user than the one asked for.", account=what)
        return token


def _bare(user: str) -> str:
    """Return an id as it is compared: the server takes it with and without dashes."""
    return user.replace("-", "").casefold()
