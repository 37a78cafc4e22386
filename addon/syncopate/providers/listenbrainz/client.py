"""Asks ListenBrainz, as slowly as it wants to be asked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from urllib.parse import quote

from syncopate.errors import LoginRejected, NotFound, OddAnswer, SourceGone, SyncopateError
from syncopate.providers._metabrainz.agent import user_agent
from syncopate.providers._metabrainz.raw import Raw, text, thing, things, whole
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.listenbrainz.manifest import LIMIT, MANIFEST

WHAT = "ListenBrainz"
TIMEOUT = timedelta(seconds=30)
_API = "https://api.listenbrainz.org/1"
_PAGE = 100
_OUT_OF_TURN = 10.0
"""Seconds for which nothing is asked where the service does not say when it may be again."""


class Playlists(StrEnum):
    """The lists of playlists that a user has; the value is the end of the path."""

    OWN = ""
    CREATED_FOR = "/createdfor"
    COLLABORATOR = "/collaborator"
    RECOMMENDED = "/recommendations"


def rest_of(headers: Mapping[str, str]) -> float:
    """Return for how many seconds nothing may be asked, 0.0 while something may."""
    if headers.get("X-RateLimit-Remaining", "").strip() != "0":
        return 0.0
    try:
        return max(float(headers.get("X-RateLimit-Reset-In", "")), 0.0)
    except ValueError:
        return _OUT_OF_TURN


class Client:
    """Asks for one user, "" for nobody. Its methods raise what `HttpClient` raises, OddAnswer for damage."""

    def __init__(self, http: HttpClient, user: str, *, has_token: bool) -> None:
        self.user = user
        self._http = http
        self._has_token = has_token

    async def playlists(self, user: str, which: Playlists) -> Sequence[Raw]:
        """Return the playlists of one list, without tracks, the newest first. Raises NotFound."""
        path = f"user/{quote(user, safe='')}/playlists{which}"
        gone = NotFound(f"ListenBrainz has no user {user}.", what="user", id=user)
        paged = which is not Playlists.RECOMMENDED
        found, _ = await self._pages(path, (), ("playlists", "playlist_count"), gone, paged=paged)
        return [thing(one.get("playlist"), WHAT) for one in found]

    async def playlist(self, mbid: str, *, metadata: bool = True) -> Raw:
        """Return a playlist with its tracks; without `metadata` nothing but their ids. Raises SourceGone."""
        said = "This playlist is not on ListenBrainz (any more), or it is private to somebody else."
        gone = SourceGone(said, name=mbid)
        query = () if metadata else (("fetch_metadata", "false"),)
        answer = thing(await self._http.json("GET", f"playlist/{mbid}", query=query, gone=gone), WHAT)
        return thing(answer.get("playlist"), WHAT)

    async def loved(self, user: str) -> tuple[Sequence[Raw], int]:
        """Return what a user loves, the latest first, and how many that is. Raises SourceGone."""
        query = (("score", "1"), ("metadata", "true"))
        return await self._pages(*self._feedback(user, query))

    async def latest_loved(self, user: str) -> tuple[Raw | None, int]:
        """Return what a user came to love last, and how many there are. Raises SourceGone."""
        path, query, (items, total), gone = self._feedback(user, (("score", "1"),))
        first = [*query, ("count", "1"), ("offset", "0")]
        answer = thing(await self._http.json("GET", path, query=first, gone=gone), WHAT)
        found, count = things(answer, items, WHAT), _total(answer, total)
        if bool(found) != bool(count):
            raise OddAnswer(account=WHAT)
        return (found[0] if found else None), count

    async def ping(self) -> None:
        """Find out whether it answers, knows the user and takes the token. Raises LoginRejected."""
        if self._has_token:
            await self._prove()
        elif self.user:
            query, path = (("count", "1"), ("offset", "0")), f"user/{quote(self.user, safe='')}/playlists"
            gone = LoginRejected(f"{WHAT} has no user {self.user}.", account=WHAT)
            things(thing(await self._http.json("GET", path, query=query, gone=gone), WHAT), "playlists", WHAT)
        else:
            thing(await self._http.json("GET", "status/service-status"), WHAT)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _prove(self) -> None:
        answer = thing(await self._http.json("GET", "validate-token"), WHAT)
        name = text(answer, "user_name")
        if answer.get("valid") is not True or name is None:
            raise LoginRejected("ListenBrainz does not know this user token.", account=WHAT)
        if name.casefold() != self.user.casefold():
            said = f"The user token belongs to {name}, not to {self.user}."
            raise LoginRejected(said, account=WHAT)

    def _feedback(
        self, user: str, query: Sequence[tuple[str, str]]
    ) -> tuple[str, Sequence[tuple[str, str]], tuple[str, str], SyncopateError]:
        gone = SourceGone(f"ListenBrainz has no user {user} (any more).", name=user)
        return f"feedback/user/{quote(user, safe='')}/get-feedback", query, ("feedback", "total_count"), gone

    async def _pages(
        self,
        path: str,
        query: Sequence[tuple[str, str]],
        names: tuple[str, str],
        gone: SyncopateError,
        *,
        paged: bool = True,
    ) -> tuple[Sequence[Raw], int]:
        """Return all of a list, and how many it says that is; `names` are those of the items and the number.

        Raises OddAnswer where it has not as many as it says, or says another number in between.
        """
        found: list[Raw] = []
        told: int | None = None
        while told is None or len(found) < told:
            place = [("count", str(_PAGE)), ("offset", str(len(found)))] if paged else []
            answer = thing(await self._http.json("GET", path, query=[*query, *place], gone=gone), WHAT)
            part, total = things(answer, names[0], WHAT), _total(answer, names[1])
            if told not in {None, total}:
                raise OddAnswer(f"{WHAT} changed a list while it was read.", account=WHAT)
            told = total
            found += part
            if not (part and paged):
                break
        if len(found) != told:
            said = f"{WHAT} gives {len(found)} of a list of {told}."
            raise OddAnswer(said, account=WHAT)
        return found, told


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are."""
    settings = context.settings
    user, token = settings.get("user", "").strip(), settings.get("token", "").strip()
    headers = {"User-Agent": user_agent(), "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Token {token}"
    address = context.endpoint(_API)

    def make() -> Client:
        pace = context.connections.paces.of(MANIFEST.domain, LIMIT, WHAT)
        http = HttpClient(
            address,
            what=WHAT,
            limit=LIMIT,
            headers=headers,
            timeout=TIMEOUT,
            pace=pace,
            rest_of=rest_of,
        )
        return Client(http, user, has_token=bool(token))

    mark = fingerprint({"address": address, "user": user, "token": token})
    return context.connections.shared(context.account_id, mark, make)


def _total(answer: Raw, name: str) -> int:
    total = whole(answer, name)
    if total is None:
        raise OddAnswer(account=WHAT)
    return total
