"""Asks plex.tv: who one is, which servers one may use, which people share the home."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from syncopate.domain.server import ServerUser
from syncopate.errors import LoginLacksRights, LoginRejected
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex import parse_tv
from syncopate.providers.plex.account import PRODUCT, headers_of
from syncopate.providers.plex.parse_tv import WHAT, Pin, Server, Whom

PLEX_TV = "https://plex.tv"
_APP = "https://app.plex.tv/auth#?"
_LIMIT = RateLimit(requests=10, seconds=1.0, concurrency=2)


class PlexTv:
    """Talks to plex.tv as one login. Every method raises what `HttpClient` raises."""

    def __init__(self, client_identifier: str) -> None:
        self._client_identifier = client_identifier
        self._http = HttpClient(
            PLEX_TV,
            what=WHAT,
            limit=_LIMIT,
            headers={**headers_of(client_identifier), "Accept": "application/json"},
        )

    async def ask_pin(self) -> Pin:
        """Ask for a PIN that a person can let us in by."""
        return parse_tv.pin(await self._http.json("POST", "/api/v2/pins", query={"strong": "true"}))

    async def see_pin(self, pin_id: str) -> Pin:
        """Look at a PIN again. Raises LoginRejected when it has expired."""
        gone = LoginRejected("Nobody let Syncopate in at plex.tv in time: begin again.", account=WHAT)
        return parse_tv.pin(await self._http.json("GET", f"/api/v2/pins/{quote(pin_id, safe='')}", gone=gone))

    def page_for(self, pin: Pin) -> str:
        """Return the page on which a person lets us in."""
        asked = {"clientID": self._client_identifier, "code": pin.code, "context[device][product]": PRODUCT}
        return f"{_APP}{urlencode(asked, quote_via=quote)}"

    async def servers(self, token: str) -> tuple[Server, ...]:
        """Return the servers one may use."""
        query = {"includeHttps": "1", "includeRelay": "1"}
        answer = await self._http.json("GET", "/api/v2/resources", query=query, headers=_as(token))
        return parse_tv.servers(answer)

    async def own_key(self, token: str) -> str:
        """Return one's own key among the users."""
        return (await self.whom(token)).key

    async def whom(self, token: str) -> Whom:
        """Return who one is."""
        return parse_tv.whom(await self._http.json("GET", "/api/v2/user", headers=_as(token)))

    async def users(self, token: str) -> tuple[ServerUser, ...]:
        """Return the users of one's home, oneself among them."""
        return parse_tv.users(await self._http.json("GET", "/api/v2/home/users", headers=_as(token)))

    async def switch(self, token: str, user: ServerUser, pin: str | None) -> str:
        """Return the token of another user of the home. Raises LoginRejected for a wrong PIN."""
        query = {} if pin is None else {"pin": pin}
        path = f"/api/v2/home/users/{quote(user.key, safe='')}/switch"
        refused = LoginRejected(f"plex.tv refuses the PIN of {user.name}.", account=WHAT)
        try:
            answer = await self._http.json("POST", path, query=query, headers=_as(token), idempotent=True)
        except LoginRejected, LoginLacksRights:
            if pin is None:
                raise
        else:
            return parse_tv.token(answer)
        raise refused

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _as(token: str) -> Mapping[str, str]:
    return {"X-Plex-Token": token}
