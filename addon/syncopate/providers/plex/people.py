"""Whom an account can act for, and by which tokens.

Tokens of other users are kept in memory only.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace

from syncopate.domain.server import ServerUser
from syncopate.errors import LoginLacksRights, LoginRejected, NotFound, SyncopateError, Unreachable
from syncopate.providers.connections import Remembered
from syncopate.providers.plex.account import PlexAccount
from syncopate.providers.plex.parse_tv import WHAT, Server, Whom
from syncopate.providers.plex.tv import PlexTv

_SECONDS = 300.0
_HOUR = 3_600.0
_DAY = 86_400.0


class People:
    """The users of an account's home, as one server knows them. Raises what `PlexTv` raises."""

    def __init__(self, account: PlexAccount, tv: PlexTv) -> None:
        self._account = account
        self._tv = tv
        self._users = Remembered[tuple[ServerUser, ...]](_SECONDS)
        self._whom = Remembered[Whom](_DAY)
        self._token_of = Remembered[str](_DAY)
        self._owns = Remembered[bool](_DAY)
        self._untold_until = 0.0
        self._tokens: dict[str, str] = {"": account.server_token} if account.server_token else {}
        self._asking = asyncio.Lock()
        self._useless: dict[str, str] = {}

    async def users(self) -> tuple[ServerUser, ...]:
        """Return the users, the account's own among them; none is its own where plex.tv does not tell."""
        users, own = await self._known_users(), None
        with suppress(SyncopateError):
            own = await self._told_own()
        return tuple(replace(user, own=user.key == own) for user in users)

    async def named(self, key: str) -> ServerUser:
        """Return one user. Raises NotFound."""
        found = next((user for user in await self._known_users() if user.key == key), None)
        if found is None:
            raise NotFound(what="user of the Plex Home", id=key)
        return found

    async def other_name(self, key: str | None) -> str | None:
        """Return the name of a user, None for the account's own."""
        key = await self._key(key)
        return (await self.named(key)).name if key else None

    async def whom(self) -> Whom:
        """Return the account's own user."""
        return await self._whom.get(lambda: self._tv.whom(self._account.token))

    async def owns(self) -> bool:
        """Tell whether the server is the account's own: others see nothing of what is played there."""
        return await self._owns.get(self._told_owns)

    async def certain(self) -> None:
        """Hold that both tokens are of the account's own user. Raises LoginRejected when one surely is not.

        What a user has seen belongs to the token. Where plex.tv does not tell whose one is, it is taken for
        the user's.
        """
        loop = asyncio.get_running_loop()
        if loop.time() < self._untold_until:
            return
        try:
            keys = {
                self._account.user_id,
                (await self.whom()).key,
                await self._token_of.get(self._key_of_token),
            }
        except Unreachable:
            # Who is not reached now is not waited for at each read.
            self._untold_until = loop.time() + _HOUR
            return
        if len(keys - {""}) > 1:
            said = "The token is of another user of Plex than this account: sign in again."
            raise LoginRejected(said, account=WHAT)

    async def server(self) -> Server:
        """Return the account's server as plex.tv tells it now. Raises LoginLacksRights when it does not."""
        return await self._server(self._account.token, "This account")

    async def token(self, user: str | None) -> str:
        """Return what the server takes for a user, None: the account's own."""
        key = await self._key(user)
        if (known := self._tokens.get(key)) is not None:
            return known
        async with self._asking:
            return await self._known(key)

    async def renewed(self, user: str | None, refused: str) -> str | None:
        """Return another token for a user, None when plex.tv has no other than the one that was refused."""
        key = await self._key(user)
        async with self._asking:
            if self._tokens.get(key) == refused:
                del self._tokens[key]
            token = await self._known(key)
            return None if token == refused else token

    async def trouble(self) -> str:
        """Return what is wrong with the first PIN that is of no use, "" when all are, or nobody can tell.

        A PIN that was refused is not tried again: plex.tv counts how often somebody guesses.
        """
        if self._account.odd_pins:
            return "The PINs of users cannot be read: write them as Kim=1234, Otto=5678."
        for name in self._account.pins:
            if name not in self._useless:
                try:
                    self._useless[name] = await self._trouble_with(name)
                except SyncopateError:
                    # Whoever acts for this user is told.
                    return ""
            if self._useless[name]:
                return self._useless[name]
        return ""

    async def _trouble_with(self, name: str) -> str:
        users = await self._known_users()
        user = next((one for one in users if name in {one.name.casefold(), one.key.casefold()}), None)
        if user is None:
            return f"A PIN is for {name}, who is not a user of this Plex Home."
        try:
            await self.token(user.key)
        except LoginRejected as refused:
            return refused.detail
        return ""

    async def _key(self, user: str | None) -> str:
        """Return "" for the account's own user."""
        if user is not None and user in self._tokens:
            return user
        return "" if user is None or user == await self._told_own() else user

    async def _known_users(self) -> tuple[ServerUser, ...]:
        return await self._users.get(lambda: self._tv.users(self._account.token))

    async def _told_own(self) -> str:
        """Return the key of the account's own user among the others."""
        return (await self.whom()).key

    async def _known(self, key: str) -> str:
        if key not in self._tokens:
            self._tokens[key] = await (self._of(await self.named(key)) if key else self._own())
        return self._tokens[key]

    async def _told_owns(self) -> bool:
        return not (await self.server()).owner

    async def _key_of_token(self) -> str:
        """Return whose the server's token is, "" where plex.tv does not know it: it is good there alone."""
        token = self._account.server_token
        if not token or token == self._account.token:
            return ""
        try:
            return (await self._tv.whom(token)).key
        except LoginRejected, LoginLacksRights:
            return ""

    async def _own(self) -> str:
        return (await self.server()).token

    async def _of(self, user: ServerUser) -> str:
        """Act for a user: become one at plex.tv, and see which token that one has at the server."""
        pin = self._account.pins.get(user.name.casefold()) or self._account.pins.get(user.key.casefold())
        if user.protected and pin is None:
            said = f"{user.name} is protected by a PIN: enter it in the account's settings."
            raise LoginLacksRights(said, account=WHAT)
        token = await self._tv.switch(self._account.token, user, pin)
        return (await self._server(token, user.name)).token

    async def _server(self, token: str, who: str) -> Server:
        servers = await self._tv.servers(token)
        found = next((one for one in servers if one.machine == self._account.server), None)
        if found is None:
            raise LoginLacksRights(f"{who} may not use this Plex server.", account=WHAT)
        return found
