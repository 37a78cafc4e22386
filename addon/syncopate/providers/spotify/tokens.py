"""The tokens of one account: one renewal at a time in all processes, what is new is stored."""

import asyncio
from collections import deque
from collections.abc import Mapping

from syncopate.errors import LoginRejected
from syncopate.providers.capability import Context
from syncopate.providers.spotify.grants import Grants

_LAST_SECONDS = 5.0
"""How long a renewal is waited for when all is closed."""
_ELSEWHERE_SECONDS = 0.5
"""How long what another process was just given may take until it is stored."""
_REMEMBERED = 32
"""Tokens that were used up which are still known: settings that are in use are not older than that."""


class Tokens:
    """What lets an account in. A refresh token is good once: what it brings must not be lost."""

    def __init__(self, grants: Grants, context: Context) -> None:
        self._grants = grants
        self._context = context
        self._refresh = ""
        self._access = ""
        self._used_up = deque[str](maxlen=_REMEMBERED)
        self._unkept = False
        self._renewing: asyncio.Task[None] | None = None

    def hear(self, context: Context) -> None:
        """Take what the account's settings say, unless it is older than what is known here."""
        self._context = context
        self._take(context.settings)

    def _take(self, settings: Mapping[str, str]) -> None:
        # They may have been renewed elsewhere, or the user has signed in again.
        refresh = settings.get("refresh_token", "")
        if refresh and refresh != self._refresh and refresh not in self._used_up:
            if self._refresh:
                self._used_up.append(self._refresh)
            self._refresh, self._access, self._unkept = refresh, settings.get("access_token", ""), False

    async def access(self) -> str:
        """Return the token to ask with. Raises as `Grants`."""
        return self._access if self._access and not self._unkept else await self.renewed("")

    async def renewed(self, refused: str) -> str:
        """Return another token than the one that was refused. Raises as `Grants`, and what storing raises."""
        if self._access == refused or self._unkept:
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(self._renew(refused))
                self._renewing.add_done_callback(_seen)
            # Whoever waits may be cancelled; the renewal is not: its answer is worth the login.
            await asyncio.shield(self._renewing)
        return self._access

    async def close(self) -> None:
        """Close the connections, once what is under way has come to an end."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing], timeout=_LAST_SECONDS)
        await self._grants.close()

    async def _renew(self, refused: str) -> None:
        try:
            await self._in_turn(refused)
        except LoginRejected:
            # Where files cannot be locked another process may have used it too: what it got is stored then.
            await asyncio.sleep(_ELSEWHERE_SECONDS)
            if not await self._in_turn(refused, unless=self._refresh):
                raise

    async def _in_turn(self, refused: str, *, unless: str = "") -> bool:
        """Renew, and tell whether it was done: not by the refresh token `unless`."""
        async with self._context.renewing() as stored:
            # Another process may have been first: then there is nothing to ask.
            self._take(stored)
            if unless and self._refresh == unless:
                return False
            await self._ask(refused)
            if self._unkept:
                await self._context.keep({"refresh_token": self._refresh, "access_token": self._access})
                self._unkept = False
            return True

    async def _ask(self, refused: str) -> None:
        if self._access == refused:
            used = self._refresh
            grant = await self._grants.by_refresh(used)
            # Unless the user signed in again meanwhile.
            if self._refresh == used:
                self._access = grant.access
                if grant.refresh is not None and grant.refresh != used:
                    self._used_up.append(used)
                    self._refresh = grant.refresh
                self._unkept = True


def _seen(task: asyncio.Task[None]) -> None:
    """Look at how it ended, also where nobody waits for it any more."""
    if not task.cancelled():
        task.exception()
