"""Logging in to Emby: a password, or a key."""

from collections.abc import Sequence
from typing import override

from syncopate.errors import LoginLacksRights, LoginRejected
from syncopate.providers._mediabrowser.login import SharedLogin
from syncopate.providers._mediabrowser.raw import Raw, thing, things
from syncopate.providers.capability import Context
from syncopate.providers.emby.client import EMBY
from syncopate.providers.http import HttpClient


def create(context: Context) -> EmbyLogin:
    """Make what logs in; there is no account yet."""
    del context
    return EmbyLogin()


class EmbyLogin(SharedLogin):
    """Logs in; fulfils Login."""

    product = EMBY

    @override
    async def users_for(self, http: HttpClient) -> Sequence[Raw]:
        what = self.product.name
        try:
            answer = await http.json("GET", "Users/Query", query={"IsDisabled": "false"})
        except LoginLacksRights:
            raise LoginRejected("That is the token of a user, not an API key.", account=what) from None
        return things(thing(answer, what).get("Items"), what)
