"""Signing in: the address is cleaned up, the server greeted, and the way found that it takes the login in."""

from collections.abc import Mapping

from syncopate.errors import InvalidInput, LoginRejected, Unreachable
from syncopate.providers.answering import silence, stranger
from syncopate.providers.capability import Context
from syncopate.providers.http import HttpClient
from syncopate.providers.login import LoggedIn, Step
from syncopate.providers.manifest import RateLimit
from syncopate.providers.subsonic.addresses import candidates
from syncopate.providers.subsonic.answers import MISSING, NO_SUCH_WAY, NO_TOKENS, Refusal
from syncopate.providers.subsonic.client import WHAT, Client, Greeting, greet
from syncopate.providers.subsonic.credentials import Credentials

_LIMIT = RateLimit(requests=20, seconds=1.0, concurrency=1)
_WANTS_PASSWORD = frozenset({MISSING, NO_TOKENS, NO_SUCH_WAY})
"""How servers answer that take no tokens: the protocol has a code for it, old ones miss the password."""
_KIND = "Subsonic server"
_NAMES = {"lms": "LMS"}


def create(context: Context) -> SubsonicLogin:
    """Make what signs in."""
    del context
    return SubsonicLogin()


class SubsonicLogin:
    """Signs in with user and password or an API key; fulfils Login."""

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Sign in. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        verify = answers.get("verify_tls", "true")
        address, greeting = await _found(answers.get("url", ""), verify_tls=verify == "true")
        common = {"url": address, "server": greeting.product, "verify_tls": verify}
        if method == "api_key":
            key = answers.get("api_key", "")
            user = await _user_of_key(address, greeting, key, verify_tls=verify == "true")
            login = {"api_key": key, "user": user, "password": "", "password_as": ""}
        else:
            user, password = answers.get("user", ""), answers.get("password", "")
            way = await _way_of(address, greeting, user, password, verify_tls=verify == "true")
            login = {"api_key": "", "user": user, "password": password, "password_as": way}
        return LoggedIn(settings={**common, **login}, name=_name(greeting.product, address))

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Raise InvalidInput: it takes one step."""
        del state, answers
        raise InvalidInput("There is nothing to go on with: begin again.")


async def _found(typed: str, *, verify_tls: bool) -> tuple[str, Greeting]:
    """Return the address at which a server answers, and its greeting. No login is sent for that."""
    errors: list[Unreachable] = []
    for address in candidates(typed):
        http = HttpClient(address, what=WHAT, limit=_LIMIT, verify_tls=verify_tls)
        try:
            return address, await greet(http)
        except Unreachable as error:
            errors.append(stranger(error, address, _KIND, what=WHAT))
        finally:
            await http.close()
    raise min(errors, key=silence)


async def _way_of(address: str, greeting: Greeting, user: str, password: str, *, verify_tls: bool) -> str:
    """Return how the password is sent: itself only where the server says that it takes no tokens."""
    refusal = Refusal(NO_TOKENS)
    for itself in (False, True) if greeting.takes_tokens else (True,):
        credentials = Credentials(user=user, password=password, itself=itself)
        client = Client(address, credentials, verify_tls=verify_tls)
        try:
            answer = await client.attempt("ping")
            if not isinstance(answer, Refusal):
                return "itself" if itself else "token"
            refusal = answer
            if itself or refusal.code not in _WANTS_PASSWORD:
                raise client.error(refusal)
        finally:
            await client.close()
    raise LoginRejected(account=WHAT)


async def _user_of_key(address: str, greeting: Greeting, key: str, *, verify_tls: bool) -> str:
    """Return whose key it is, empty where the server does not tell."""
    if "apiKeyAuthentication" not in greeting.extensions:
        raise LoginRejected(f"{WHAT} takes no API keys: sign in with user and password.", account=WHAT)
    client = Client(address, Credentials(api_key=key), verify_tls=verify_tls)
    try:
        await client.ask("ping")
        info = (await client.has("tokenInfo") or {}).get("tokenInfo")
        name = info.get("username") if isinstance(info, dict) else None
        return name if isinstance(name, str) else ""
    finally:
        await client.close()


def _name(product: str, address: str) -> str:
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2]
    shown = _NAMES.get(product.casefold(), product[:1].upper() + product[1:]) or "Subsonic"
    return f"{shown} ({host})"
