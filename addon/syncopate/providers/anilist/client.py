"""Asks AniList in GraphQL: its refusals come with any status, the good one too."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from syncopate.errors import (
    InvalidInput,
    LoginRejected,
    NotConfigured,
    NotFound,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers._tracker.raw import Raw, inside, rows, text, thing, whole
from syncopate.providers.anilist.manifest import LIMIT
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient

WHAT = "AniList"
API = "https://graphql.anilist.co"
TIMEOUT = timedelta(seconds=30)
CHUNK = 500
_MOST_CHUNKS = 200
_MOMENT = 2.0
"""Seconds for which nothing is asked when nothing is left of the minute's requests: some come back."""
_ENTRY = "id status score(format: POINT_100) progress notes createdAt"
_MEDIA = "id idMal type format title { userPreferred } startDate { year }"
_COLLECTION = f"""query ($user: Int, $chunk: Int, $perChunk: Int) {{
  Viewer {{ id }}
  MediaListCollection(userId: $user, type: ANIME, chunk: $chunk, perChunk: $perChunk) {{
    hasNextChunk
    lists {{ entries {{ {_ENTRY} media {{ {_MEDIA} }} }} }}
  }}
}}"""
_FOUND = f"""query ($id: Int, $idMal: Int) {{
  Viewer {{ id }}
  Media(id: $id, idMal: $idMal, type: ANIME) {{ {_MEDIA} mediaListEntry {{ {_ENTRY} }} }}
}}"""
_SAVE = """mutation ($mediaId: Int, $status: MediaListStatus, $scoreRaw: Int) {
  SaveMediaListEntry(mediaId: $mediaId, status: $status, scoreRaw: $scoreRaw) { id }
}"""
_DELETE = "mutation ($id: Int) { DeleteMediaListEntry(id: $id) { deleted } }"
_VIEWER = "query { Viewer { id name } }"


class Client:
    """Asks as one user.

    Its methods raise LoginRejected, Unreachable, NotFound for what is not there, InvalidInput for what it
    takes for wrong.
    """

    def __init__(self, context: Context) -> None:
        token = context.settings.get("token", "").strip()
        self._user = context.settings.get("user_id", "").strip()
        if not token or (self._user and not self._user.isdecimal()):
            raise NotConfigured("Sign in to AniList first.", what="anilist.token")
        self._http = HttpClient(
            context.endpoint(API),
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
            rest_of=_rest_of,
            told=_told,
        )

    async def viewer(self) -> tuple[int, str]:
        """Return number and name of the user."""
        told = inside(await self._ask(_VIEWER, {}), "Viewer")
        number = whole(told, "id")
        if not number:
            raise OddAnswer(account=WHAT)
        return number, text(told, "name")

    async def check(self) -> None:
        """Find out whether the token is taken, as that of the user."""
        number, _ = await self.viewer()
        self._hold_to_user({"Viewer": {"id": number}})

    async def entries(self) -> list[Raw]:
        """Return all entries of the user's lists, each once though it can be in several."""
        found: dict[int, Raw] = {}
        for chunk in range(1, _MOST_CHUNKS + 1):
            asked = {"user": int(self._user or 0), "chunk": chunk, "perChunk": CHUNK}
            data = await self._ask(_COLLECTION, asked)
            self._hold_to_user(data)
            told = inside(data, "MediaListCollection")
            if not isinstance(told.get("lists"), list) or not isinstance(told.get("hasNextChunk"), bool):
                raise OddAnswer(account=WHAT)
            for listed in rows(told, "lists", WHAT):
                if not isinstance(listed.get("entries"), list):
                    raise OddAnswer(account=WHAT)
                for each in rows(listed, "entries", WHAT):
                    number = whole(each, "id")
                    if not number:
                        raise OddAnswer(account=WHAT)
                    found[number] = each
            if not told["hasNextChunk"]:
                return list(found.values())
        raise OddAnswer(account=WHAT)

    async def media(self, name: str, number: int) -> Raw:
        """Return an anime with the user's entry; `name` is "id" or "idMal". Raises NotFound."""
        data = await self._ask(_FOUND, {name: number})
        self._hold_to_user(data)
        found = inside(data, "Media")
        if not whole(found, "id"):
            raise NotFound(f"{WHAT} has no such anime.", what="anime", id=str(number))
        return found

    async def save(self, media: int, *, status: str | None = None, score: int | None = None) -> None:
        """Make or change an entry; sent twice, it does the same. `score` is of a hundred."""
        said = {"mediaId": media, "status": status, "scoreRaw": score}
        asked = {name: value for name, value in said.items() if value is not None}
        if not whole(inside(await self._ask(_SAVE, asked), "SaveMediaListEntry"), "id"):
            raise OddAnswer(account=WHAT)

    async def delete(self, entry: int) -> None:
        """Take an entry away; one that is gone is fine."""
        try:
            data = await self._ask(_DELETE, {"id": entry})
        except NotFound:
            return
        if inside(data, "DeleteMediaListEntry").get("deleted") is not True:
            raise OddAnswer(account=WHAT)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    def _hold_to_user(self, data: Raw) -> None:
        """Hold that the token is that of the account: lists are read by number, and written by token."""
        number = whole(inside(data, "Viewer"), "id")
        if not number:
            raise OddAnswer(account=WHAT)
        if str(number) != self._user:
            raise LoginRejected("The token of AniList is another user's.", account=WHAT)

    async def _ask(self, query: str, variables: Mapping[str, object]) -> Raw:
        body = {"query": query, "variables": dict(variables)}
        answer = thing(await self._http.json("POST", "/", body=body, idempotent=True), WHAT)
        if answer.get("errors"):
            raise _meaning(answer) or OddAnswer(account=WHAT)
        return thing(answer.get("data"), WHAT)


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    told = {name: context.settings.get(name, "") for name in ("token", "user_id")}
    mark = fingerprint({"address": context.endpoint(API)} | told)
    return context.connections.shared(context.account_id, mark, lambda: Client(context))


def _rest_of(headers: Mapping[str, str]) -> float:
    return _MOMENT if headers.get("X-RateLimit-Remaining", "").strip() == "0" else 0.0


def _meaning(answer: Raw) -> SyncopateError | None:
    """Return what the first error of an answer means, None where it has none."""
    first = next(iter(rows(answer, "errors", WHAT)), None)
    if first is None:
        return None
    match whole(first, "status"), text(first, "message").casefold():
        case (401, _) | (400, "invalid token"):
            return LoginRejected(account=WHAT)
        case 404, _:
            return NotFound(f"{WHAT} has no such anime.", what="anime", id="")
        case 429, _:
            return RateLimited(account=WHAT)
        case 400, _:
            return InvalidInput(f"{WHAT} does not take it.")
        case status, _:
            return Unreachable(f"{WHAT} refuses it (status {status}).", what=WHAT, status=str(status))


def _told(_status: int, body: bytes) -> SyncopateError | None:
    """Return what a refusal with a bad status means; too many and unanswered ones are as HTTP has them."""
    with suppress(ValueError, RecursionError, OddAnswer):
        raw = json.loads(body)
        if isinstance(raw, dict):
            found = _meaning(raw)
            return found if isinstance(found, LoginRejected | NotFound | InvalidInput) else None
    return None
