"""Logging in to Jellyfin: Quick Connect, a password, or a key."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import override

from yarl import URL

from syncopate.errors import InvalidInput, LoginRejected, NotFound, OddAnswer, Unreachable
from syncopate.providers._mediabrowser.login import SharedLogin, Visitor
from syncopate.providers._mediabrowser.product import candidates
from syncopate.providers._mediabrowser.raw import Raw, text, thing, things
from syncopate.providers.capability import Context
from syncopate.providers.http import HttpClient
from syncopate.providers.jellyfin.client import JELLYFIN
from syncopate.providers.login import Step, Visit

_LASTS = timedelta(minutes=10)
"""How long Jellyfin remembers a code."""
_BAD_REQUEST = "400"


def create(context: Context) -> JellyfinLogin:
    """Make what logs in; there is no account yet."""
    del context
    return JellyfinLogin()


class JellyfinLogin(SharedLogin):
    """Logs in; fulfils Login."""

    product = JELLYFIN

    @override
    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        address = URL(candidates(answers.get("url", ""), self.product)[0])
        # The header that a proxy looks into is the one that Jellyfin's own login goes in.
        if address.user is not None or address.password is not None:
            said = f"{self.product.name} takes no address with a login in it: its own goes in the same place."
            raise InvalidInput(said, field="url")
        return await super().begin(method, answers)

    @override
    async def enter(self, method: str, visitor: Visitor, answers: Mapping[str, str]) -> Step:
        if method != "quick_connect":
            return await super().enter(method, visitor, answers)
        what = self.product.name
        begun = await self._begun(visitor)
        secret, code = text(begun, "Secret"), text(begun, "Code")
        if secret is None or code is None:
            raise OddAnswer(account=what)
        ends = (datetime.now(UTC) + _LASTS).isoformat()
        return _visit({**visitor.state, "how": method, "secret": secret, "code": code, "ends": ends})

    async def _begun(self, visitor: Visitor) -> Raw:
        """Ask for a code. Raises InvalidInput where Quick Connect is switched off: no login was refused."""
        what = self.product.name
        async with visitor.asking() as http:
            # Between the two it may be switched off, which is told by a refusal.
            with suppress(LoginRejected):
                if await http.json("GET", "QuickConnect/Enabled") is True:
                    return thing(await http.json("POST", "QuickConnect/Initiate"), what)
        said = f"{what} has Quick Connect switched off: switch it on there, or use a password."
        raise InvalidInput(said, field="method")

    @override
    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        if state.get("how") != "quick_connect":
            return await super().go_on(state, answers)
        what = self.product.name
        visitor, secret = Visitor(self.product, state), state["secret"]
        gone = NotFound(what="code", id=state["code"])
        async with visitor.asking() as http:
            try:
                # The protocol takes this secret, which opens nothing by itself for long, only in the address.
                asked = await http.json("GET", "QuickConnect/Connect", query={"Secret": secret}, gone=gone)
            except NotFound:
                said = f"{what} knows the code no more: it has expired, or was refused."
                raise LoginRejected(said, account=what) from None
            if thing(asked, what).get("Authenticated") is not True:
                if datetime.now(UTC) > datetime.fromisoformat(state["ends"]):
                    raise LoginRejected(f"The code for {what} has expired.", account=what)
                return _visit(state)
            body = {"Secret": secret}
            return visitor.signed_in(await http.json("POST", "Users/AuthenticateWithQuickConnect", body=body))

    @override
    async def users_for(self, http: HttpClient) -> Sequence[Raw]:
        await self._assert_key(http)
        return things(await http.json("GET", "Users", query={"IsDisabled": "false"}), self.product.name)

    async def _assert_key(self, http: HttpClient) -> None:
        """Raise InvalidInput for the token of a user: only a key cannot say who it is."""
        try:
            await http.json("GET", "Users/Me")
        except Unreachable as error:
            if error.placeholders.get("status") == _BAD_REQUEST:
                return
            raise
        raise InvalidInput("That is the token of a user, not an API key.", field="key")


def _visit(state: Mapping[str, str]) -> Visit:
    return Visit(
        url=f"{state['url']}/web/#/quickconnect",
        code=state["code"],
        expires_at=datetime.fromisoformat(state["ends"]),
        state=state,
    )
