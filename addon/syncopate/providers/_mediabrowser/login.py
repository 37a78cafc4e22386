"""Logging in, as far as both servers are alike: the address first, then a password or a key."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from syncopate.errors import InvalidInput, LoginLacksRights, LoginRejected
from syncopate.providers._mediabrowser.parse import is_disabled, server_user
from syncopate.providers._mediabrowser.product import Found, Product, find_server
from syncopate.providers._mediabrowser.raw import Raw, inside, text, thing
from syncopate.providers.http import HttpClient
from syncopate.providers.login import Ask, LoggedIn, Step
from syncopate.providers.manifest import FieldKind, SettingField

_SECONDS = timedelta(seconds=30)
_HOW = "how"


class Visitor:
    """Somebody at a server's door: where that is, and the id of the device that asks."""

    def __init__(self, product: Product, state: Mapping[str, str]) -> None:
        self.product = product
        self.state = dict(state)

    @classmethod
    def at(cls, product: Product, found: Found, verify_tls: str) -> Visitor:
        """Come to a server for the first time."""
        return cls(
            product,
            {
                "url": found.url,
                "server_id": found.about.server_id,
                "name": found.about.name,
                "verify_tls": verify_tls,
                "device_id": uuid4().hex,
            },
        )

    @asynccontextmanager
    async def asking(self, token: str = "") -> AsyncIterator[HttpClient]:
        """Ask as nobody yet, or with a token."""
        http = HttpClient(
            self.state["url"],
            what=self.product.name,
            limit=self.product.limit,
            headers=self.product.signing(self.state["device_id"], token),
            timeout=_SECONDS,
            verify_tls=self.state["verify_tls"] != "false",
        )
        try:
            yield http
        finally:
            await http.close()

    def logged_in(self, user_id: str, token: str, *, is_key: bool) -> LoggedIn:
        """Return what an account is made of."""
        kept = ("url", "server_id", "device_id", "verify_tls")
        who = {"user_id": user_id, "token": token, "is_key": "true" if is_key else "false"}
        return LoggedIn(
            settings={**{name: self.state[name] for name in kept}, **who}, name=self.state["name"]
        )

    def signed_in(self, answer: object) -> LoggedIn:
        """Return what an account is made of, by what a server answers to a good password."""
        raw = thing(answer, self.product.name)
        token = text(raw, "AccessToken")
        user = server_user(inside(raw, "User"), self.product.name)
        if token is None:
            raise LoginRejected(account=self.product.name)
        return self.logged_in(user.key, token, is_key=False)


class SharedLogin(ABC):
    """Logs in by password or key; fulfils Login."""

    product: Product

    @abstractmethod
    async def users_for(self, http: HttpClient) -> Sequence[Raw]:
        """Return whom a key can act for. Raises LoginRejected, LoginLacksRights where it is none."""

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Find the server, then log in by one of the methods."""
        verify_tls = answers.get("verify_tls", "true")
        found = await find_server(answers.get("url", ""), self.product, verify_tls=verify_tls != "false")
        return await self.enter(method, Visitor.at(self.product, found, verify_tls), answers)

    async def enter(self, method: str, visitor: Visitor, answers: Mapping[str, str]) -> Step:
        """Log in at a server that was found."""
        match method:
            case "password":
                return await self._by_password(visitor, answers)
            case "key":
                return await self._by_key(visitor, answers)
            case _:
                raise InvalidInput(f"{self.product.name} has no such way to log in.", field="method")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Go on from the question whom a key shall act for."""
        if state.get(_HOW) != "key":
            raise InvalidInput("The login was not begun here.", field="method")
        visitor = Visitor(self.product, state)
        return self._acting_for(visitor, await self._whom(visitor, state["key"]), answers.get("user_id", ""))

    async def _by_password(self, visitor: Visitor, answers: Mapping[str, str]) -> Step:
        name = answers.get("username", "").strip()
        if not name:
            raise InvalidInput("A name is needed.", field="username")
        what = self.product.name
        body = {"Username": name, "Pw": answers.get("password", "")}
        async with visitor.asking() as http:
            try:
                return visitor.signed_in(await http.json("POST", "Users/AuthenticateByName", body=body))
            except LoginLacksRights:
                said = (
                    f"{what} does not let this user in: disabled, or not allowed from here or at this time."
                )
                raise LoginRejected(said, account=what) from None

    async def _by_key(self, visitor: Visitor, answers: Mapping[str, str]) -> Step:
        key = answers.get("key", "").strip()
        if not key:
            raise InvalidInput("A key is needed.", field="key")
        users = await self._whom(visitor, key)
        if len(users) == 1:
            return self._acting_for(visitor, users, next(iter(users)), key)
        field = SettingField(
            name="user_id",
            label="User",
            help="Whose libraries, playlists and favourites these are.",
            kind=FieldKind.CHOICE,
            choices=tuple(users),
        )
        return Ask(fields=(field,), labels=users, state={**visitor.state, _HOW: "key", "key": key})

    async def _whom(self, visitor: Visitor, key: str) -> Mapping[str, str]:
        """Return names of users by their ids."""
        what = self.product.name
        async with visitor.asking(key) as http:
            told = await self.users_for(http)
        users = [server_user(one, what) for one in told if not is_disabled(one)]
        if not users:
            raise LoginRejected(f"{what} has no users that this key could act for.", account=what)
        return {one.key: one.name for one in sorted(users, key=lambda one: one.name.casefold())}

    def _acting_for(
        self, visitor: Visitor, users: Mapping[str, str], user_id: str, key: str | None = None
    ) -> LoggedIn:
        if user_id not in users:
            raise InvalidInput("That is none of the users.", field="user_id")
        return visitor.logged_in(user_id, key or visitor.state["key"], is_key=True)
