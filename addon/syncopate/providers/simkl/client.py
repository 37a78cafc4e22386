"""Talks to SIMKL's API, one request after the other, and takes only what it documents for an answer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version

from syncopate.errors import (
    LoginRejected,
    NotConfigured,
    NotFound,
    OddAnswer,
    SyncopateError,
)
from syncopate.providers._tracker.raw import Raw, parsed, text, thing
from syncopate.providers.capability import Context, Health
from syncopate.providers.clock_skew import clock_skew
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.pace import Pace
from syncopate.providers.simkl.manifest import LIMIT, WRITES

WHAT = "SIMKL"
API = "https://api.simkl.com"
TIMEOUT = timedelta(seconds=90)
"""Whole libraries come in one answer."""
_HEALTHY_SECONDS = 300.0
_APP = "syncopate"
_DETAILS = {"extended": "full_anime_seasons", "episode_watched_at": "yes"}
KINDS = ("movies", "shows", "anime")


class Client:
    """Asks as one account. Its methods raise what `HttpClient` raises, OddAnswer for what is no answer."""

    def __init__(self, context: Context, *, client_id: str, token: str) -> None:
        self._query = app_of(client_id)
        self._http = connect(context, {"Authorization": f"Bearer {token}"} if token else {}, shared=True)
        self._writing = Pace(WRITES, WHAT)
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)
        self.skew = timedelta()
        """How far the service's clock was ahead of ours when activities were read last."""
        self.clock: datetime | None = None
        """What time it was by the service's clock then."""

    async def activities(self) -> Raw:
        """Return when what was changed last."""
        before = datetime.now(UTC)
        fetched = await self._http.bytes("GET", "sync/activities", query=self._query)
        self.skew, self.clock = clock_skew(before, fetched.date, datetime.now(UTC)), fetched.date
        return answer_of(parsed(fetched.content, WHAT))

    async def library(self, kind: str = "", *, since: str = "", episodes: str = "") -> Raw:
        """Return what is in the library, of a kind or all.

        `since`: only titles that changed after that, each whole. `episodes`: with those that were seen,
        "original" as they were written, "yes" also those of shows that were marked as a whole; "": none.
        """
        details = {**_DETAILS, "include_all_episodes": episodes} if episodes else {}
        query = {**self._query, **details, **({"date_from": since} if since else {})}
        path = f"sync/all-items/{kind}" if kind else "sync/all-items"
        found = await self._http.json("GET", path, query=query)
        # So it says that nothing is to be told.
        return {} if found is None or found == [] else answer_of(found)

    async def write(self, path: str, body: Raw) -> Raw:
        """Write something, and return what the service says of it. Written twice, it is as written once."""
        await self._writing.turn()
        return answer_of(await self._http.json("POST", path, query=self._query, body=body, idempotent=True))

    async def scrobble(self, path: str, body: Raw) -> None:
        """Tell what plays. Raises NotFound for a title that the service does not know."""
        await self._writing.turn()
        gone = NotFound(f"{WHAT} knows no such title.", what="title")
        answer_of(await self._http.json("POST", path, query=self._query, body=body, gone=gone))

    async def health(self) -> Health:
        """Tell whether the login is taken; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _checked(self) -> Health:
        try:
            await self.activities()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def connect(context: Context, headers: Mapping[str, str], *, shared: bool) -> HttpClient:
    """Return a connection to the service; `shared`: by the account's pace, that is kept to elsewhere too."""
    agent = {"User-Agent": f"{_APP}/{version(_APP)}", "Accept": "application/json"}
    pace = context.connections.paces.of(context.account_id, LIMIT, WHAT) if shared else None
    return HttpClient(
        context.endpoint(API),
        what=WHAT,
        limit=LIMIT,
        headers={**agent, **headers},
        timeout=TIMEOUT,
        pace=pace,
        told=_told,
    )


def app_of(client_id: str) -> Mapping[str, str]:
    """Return what every request says of who asks."""
    return {"client_id": client_id, "app-name": _APP, "app-version": version(_APP)}


def answer_of(value: object) -> Raw:
    """Return an answer. Raises OddAnswer for an error that comes as one."""
    found = thing(value, WHAT)
    if "error" in found:
        said = text(found, "error")[:60] or "unknown"
        raise OddAnswer(f"{WHAT} answers with the error {said}.", account=WHAT)
    return found


def client_of(context: Context) -> Client:
    """Return the account's client, the same one while it is the same login. Raises NotConfigured."""
    settings = context.settings
    client_id, token = settings.get("client_id", ""), settings.get("access_token", "")
    if not client_id or not token:
        raise NotConfigured("Sign in to SIMKL first.", what="simkl.access_token")
    same = fingerprint({"client_id": client_id, "token": token, "at": context.endpoint(API)})
    return context.connections.shared(
        context.account_id, same, lambda: Client(context, client_id=client_id, token=token)
    )


def _told(status: int, _body: bytes) -> SyncopateError | bytes | None:
    """Return what a status means that only this service uses so."""
    if status == HTTPStatus.PRECONDITION_FAILED:
        return LoginRejected(f"{WHAT} does not know this client ID.", account=WHAT)
    return None
