"""Talks to a server: finds out once how it wants to be spoken to, then asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from syncopate.errors import (
    LoginLacksRights,
    NotConfigured,
    OddAnswer,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import Fetched, HttpClient
from syncopate.providers.subsonic.answers import (
    LOGIN,
    MISSING,
    Envelope,
    Raw,
    Refusal,
    envelope,
    error_of,
)
from syncopate.providers.subsonic.credentials import Credentials, Pairs
from syncopate.providers.subsonic.manifest import LIMIT

WHAT = "The Subsonic server"
TIMEOUT = timedelta(seconds=60)
"""A page of a thousand songs takes a small NAS a while."""
_NAME = "Syncopate"
_OLDEST = "1.8.0"
_TOKENS_SINCE, _NEWEST = (1, 13), (1, 16)
_AGREED_SECONDS, _HEALTHY_SECONDS = 3600.0, 300.0
_ROOM = 6_000
"""Bytes of names and values in one request by GET: servers and proxies end at 8 kB."""
_MOST = 500
"""Names in one request by POST: some servers take no more than a thousand values."""
_NOT_THERE = frozenset({"404", "405", "410", "501"})
"""What servers answer to methods that they do not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What a server tells anybody: the protocol's version it speaks, its name, the extensions it has."""

    said: str
    product: str
    open: bool
    extensions: frozenset[str] = frozenset()

    @property
    def version(self) -> tuple[int, int]:
        """The version; what tells none is taken for one that is new enough to have tokens."""
        parts = self.said.split(".")
        if len(parts) > 1 and parts[0].isdecimal() and parts[1].isdecimal():
            return int(parts[0]), int(parts[1])
        return _TOKENS_SINCE

    @property
    def spoken(self) -> str:
        """The version that is spoken with it: its own, as far as it is known here."""
        if self.version > _NEWEST:
            return "1.16.1"
        return self.said if self.version != _TOKENS_SINCE else "1.13.0"

    @property
    def takes_tokens(self) -> bool:
        """Whether the protocol had tokens by then."""
        return self.version >= _TOKENS_SINCE


@dataclass(frozen=True, slots=True)
class Speech:
    """How a server is spoken to: `forms` by POST, which keeps secrets out of addresses; else by GET."""

    greeting: Greeting
    forms: bool


async def greet(http: HttpClient) -> Greeting:
    """Ask what a server is, without any login. Raises Unreachable, OddAnswer for what is none."""
    try:
        found = await _said(http, "getOpenSubsonicExtensions")
    except (OddAnswer, Unreachable) as error:
        # Old servers have a page for people, or nothing at all, where they have no method.
        if not (isinstance(error, OddAnswer) or error.placeholders.get("status")):
            raise
        found = await _said(http, "ping")
    listed = found.inside.get("openSubsonicExtensions")
    names = [one.get("name") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return Greeting(
        said=found.version,
        product=found.product,
        open=found.open,
        extensions=frozenset(name for name in names if isinstance(name, str)),
    )


async def _said(http: HttpClient, method: str) -> Envelope:
    given = {"v": _OLDEST, "c": _NAME, "f": "json"}
    return envelope(await http.json("GET", f"rest/{method}.view", query=given), WHAT)


class Client:
    """Asks one server as one user. Its methods raise what `HttpClient` raises, and what refusals mean."""

    def __init__(self, address: str, credentials: Credentials, *, verify_tls: bool = True) -> None:
        self.address = address
        self.credentials = credentials
        self.lacks: set[str] = set()
        """Methods the server was found not to have."""
        self._http = HttpClient(address, what=WHAT, limit=LIMIT, timeout=TIMEOUT, verify_tls=verify_tls)
        self._speech = Remembered[Speech](_AGREED_SECONDS)
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        return self._http.requests

    @property
    def user(self) -> str:
        """Return the name of the user, empty where only a key is known."""
        return self.credentials.user

    async def greeting(self) -> Greeting:
        """Return what the server is."""
        return (await self._spoken()).greeting

    async def ask(self, method: str, values: Sequence[tuple[str, str]] = (), *, writes: bool = False) -> Raw:
        """Return what a method answers; one that writes is sent once."""
        answer = await self.attempt(method, values, writes=writes)
        if isinstance(answer, Refusal):
            raise self.error(answer)
        return answer

    async def attempt(
        self, method: str, values: Sequence[tuple[str, str]] = (), *, writes: bool = False
    ) -> Raw | Refusal:
        """Return what a method answers, or that it is refused."""
        return await self.send(await self._spoken(), method, values, writes=writes)

    async def send(
        self, speech: Speech, method: str, values: Sequence[tuple[str, str]] = (), *, writes: bool = False
    ) -> Raw | Refusal:
        """Ask in a certain way."""
        path, pairs = f"rest/{method}.view", self._pairs(speech.greeting, values)
        if speech.forms:
            answer = await self._http.json("POST", path, form=pairs, idempotent=not writes)
        else:
            answer = await self._http.json("GET", path, query=pairs, idempotent=not writes)
        found = envelope(answer, WHAT)
        return found.refusal or found.inside

    async def content(self, method: str, values: Sequence[tuple[str, str]], *, most: int) -> Fetched:
        """Return what a method answers that is no JSON unless it fails; `most` bytes of it."""
        speech = await self._spoken()
        path, pairs = f"rest/{method}.view", self._pairs(speech.greeting, values)
        if speech.forms:
            return await self._http.bytes("POST", path, form=pairs, idempotent=True, most=most)
        return await self._http.bytes("GET", path, query=pairs, most=most)

    async def has(self, method: str, values: Sequence[tuple[str, str]] = ()) -> Raw | None:
        """Return what a method answers that not every server has; None where it is not to be had.

        That is remembered only where the server says so itself: a proxy in front of it may be wrong.
        """
        if method in self.lacks:
            return None
        try:
            answer = await self.attempt(method, values)
        except Unreachable as error:
            if error.placeholders.get("status") not in _NOT_THERE:
                raise
            return None
        if not isinstance(answer, Refusal):
            return answer
        if answer.code in LOGIN:
            raise self.error(answer)
        self.lacks.add(method)
        return None

    async def batches(self, name: str, values: Sequence[str]) -> list[list[tuple[str, str]]]:
        """Divide values of one name into as many requests as they need."""
        forms = (await self._spoken()).forms
        return list(_divided([(name, value) for value in values], _MOST, None if forms else _ROOM))

    async def health(self) -> Health:
        """Tell whether the server takes the login; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    def error(self, refusal: Refusal) -> SyncopateError:
        """Return what a refusal means."""
        return error_of(refusal, WHAT, self.credentials.secrets)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _checked(self) -> Health:
        try:
            await self.ask("ping")
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True, detail=said_of_password(self.credentials, self.address))

    async def _spoken(self) -> Speech:
        return await self._speech.get(self._agree)

    async def _agree(self) -> Speech:
        """Find out how the server wants to be asked: what it does not promise is tried."""
        greeting = await greet(self._http)
        if "formPost" in greeting.extensions:
            return Speech(greeting, forms=True)
        forms = Speech(greeting, forms=True)
        try:
            answer = await self.send(forms, "ping")
        except LoginLacksRights, OddAnswer:
            return Speech(greeting, forms=False)
        except Unreachable as error:
            if error.placeholders.get("status") not in {"400", "411", "415", *_NOT_THERE}:
                raise
            return Speech(greeting, forms=False)
        # Where the form was not read, all of it is missing.
        unread = isinstance(answer, Refusal) and answer.code in {0, MISSING}
        return Speech(greeting, forms=not unread)

    def _pairs(self, greeting: Greeting, values: Sequence[tuple[str, str]]) -> Pairs:
        common = [("v", greeting.spoken), ("c", _NAME), ("f", "json")]
        return [*self.credentials.pairs(), *common, *values]


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    settings = context.settings
    credentials = Credentials.of(settings)
    if not settings.get("url"):
        raise NotConfigured("The address of the Subsonic server is missing.", what="subsonic.url")
    verify = settings.get("verify_tls", "true") == "true"

    def make() -> Client:
        return Client(settings["url"], credentials, verify_tls=verify)

    return context.connections.shared(context.account_id, fingerprint(settings), make)


def said_of_password(credentials: Credentials, address: str) -> str:
    """Return what people should know of how the password travels, nothing where all is well."""
    if credentials.api_key or not credentials.itself:
        return ""
    said = "The server takes no tokens, so the password itself goes with every request"
    return f"{said}." if address.startswith("https:") else f"{said}, and without https others may read it."


def _divided(
    pairs: Sequence[tuple[str, str]], most: int, room: int | None
) -> Iterator[list[tuple[str, str]]]:
    part: list[tuple[str, str]] = []
    taken = 0
    for pair in pairs:
        size = len(urlencode([pair])) + 1
        if part and (len(part) >= most or (room is not None and taken + size > room)):
            yield part
            part, taken = [], 0
        part.append(pair)
        taken += size
    if part:
        yield part
