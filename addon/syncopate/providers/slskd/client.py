"""Asks slskd: its own state, searches, and transfers."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote

from syncopate.domain.download import TransferFault
from syncopate.errors import NotConfigured, NotFound, OddAnswer, SyncopateError, Unreachable
from syncopate.providers._tracker.raw import Raw, inside, text, thing
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.pace import Pace
from syncopate.providers.slskd.keys import Shared
from syncopate.providers.slskd.manifest import LIMIT, MANIFEST, SEARCHES

WHAT = MANIFEST.name
TIMEOUT = timedelta(seconds=60)
"""Asked for a file it asks the other user first."""
OFFLINE = "offline"
MOVING_SECONDS = 60.0
"""How long a finished file may take into the download folder, which may lie on another disk."""
_API = "/api/v0"
_UNCHANGED, _CONFLICT = 304, 409
_MOST_RESPONSES, _MOST_FILES = 250, 10_000
_MOST_BYTES = 64_000_000


class Client:
    """Asks one slskd. Its methods raise LoginRejected, Unreachable, and OddAnswer for what is no answer."""

    def __init__(self, context: Context) -> None:
        settings = context.settings
        address, key = settings.get("url", "").strip(), settings.get("api_key", "").strip()
        if not (address and key):
            raise NotConfigured("Address and API key of slskd are needed.", what="slskd.api_key")
        self._http = HttpClient(
            address,
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": "application/json", "X-API-Key": key},
            timeout=TIMEOUT,
            verify_tls=settings.get("verify_tls", "true") != "false",
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
            told=_told,
        )
        self._searches = Pace(SEARCHES, WHAT)
        self._done: dict[Shared, float] = {}

    async def application(self) -> Raw:
        """Return what it says of itself: its version, and how it stands with Soulseek."""
        return thing(await self._http.json("GET", f"{_API}/application"), WHAT)

    async def download_folder(self) -> str:
        """Return where it puts finished files, as it sees that."""
        told = thing(await self._http.json("GET", f"{_API}/options"), WHAT)
        return text(inside(told, "directories"), "downloads")

    async def downloaded(self) -> Raw:
        """Return what lies in that folder, without what lies below."""
        return thing(await self._http.json("GET", f"{_API}/files/downloads/directories"), WHAT)

    async def start(self, search: str, words: str) -> Raw:
        """Begin a search under an id of ours, as soon as one may be. Raises RateLimited."""
        await self._searches.turn()
        body = {
            "id": search,
            "searchText": words,
            "responseLimit": _MOST_RESPONSES,
            "fileLimit": _MOST_FILES,
            "filterResponses": True,
            "minimumResponseFileCount": 1,
        }
        return thing(await self._http.json("POST", f"{_API}/searches", body=body), WHAT)

    async def search(self, search: str) -> Raw:
        """Return how far a search is, without what it found. Raises NotFound."""
        return thing(await self._http.json("GET", f"{_API}/searches/{search}", gone=_gone(search)), WHAT)

    async def responses(self, search: str) -> Sequence[Raw]:
        """Return what a search has found, by user. Raises NotFound."""
        path = f"{_API}/searches/{search}/responses"
        return _list(await self._http.json("GET", path, gone=_gone(search), most=_MOST_BYTES))

    async def searches(self) -> Sequence[Raw]:
        """Return all searches that it keeps."""
        return _list(await self._http.json("GET", f"{_API}/searches"))

    async def stop(self, search: str) -> None:
        """End a search. Raises NotFound."""
        path = f"{_API}/searches/{search}"
        await self._http.nothing("PUT", path, gone=_gone(search), idempotent=True)

    async def forget(self, search: str) -> None:
        """Keep a search no longer. Raises NotFound."""
        path = f"{_API}/searches/{search}"
        await self._http.nothing("DELETE", path, gone=_gone(search), idempotent=True)

    async def transfers(self) -> Mapping[Shared, Raw]:
        """Return all downloads that it keeps, by whose file it is; what was removed there is left out."""
        found: dict[Shared, Raw] = {}
        for user in _list(await self._http.json("GET", f"{_API}/transfers/downloads")):
            for folder in _list(user.get("directories", [])):
                for each in _list(folder.get("files", [])):
                    name = each.get("filename")
                    if isinstance(name, str) and text(each, "username"):
                        found[Shared(str(each["username"]), name)] = each
        return found

    async def fetch(self, file: Shared) -> None:
        """Ask for a file; who is offline is told by the placeholder `peer`."""
        body = [{"filename": file.name, "size": file.size}]
        await self._http.nothing("POST", _of_user(file.user), body=body)

    async def end(self, file: Shared, transfer: str) -> None:
        """End a transfer, and keep it no longer. Raises NotFound."""
        path = f"{_of_user(file.user)}/{transfer}"
        query = {"remove": "true"}
        await self._http.nothing("DELETE", path, query=query, gone=_gone(transfer), idempotent=True)

    def is_late(self, file: Shared) -> bool:
        """Tell whether a finished file should be in its place by now: slskd moves it there after its end."""
        now = asyncio.get_running_loop().time()
        return now - self._done.setdefault(file, now) > MOVING_SECONDS

    def came(self, file: Shared) -> None:
        """Note that a finished file is in its place, or that nobody waits for it."""
        self._done.pop(file, None)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    names = ("url", "api_key", "verify_tls")
    mark = fingerprint({name: context.settings.get(name, "") for name in names})
    return context.connections.shared(context.account_id, mark, lambda: Client(context))


def _told(status: int, body: bytes) -> SyncopateError | bytes | None:
    """Return what slskd says by the body of a bad answer."""
    if status == _UNCHANGED:
        # The search that was to be stopped has ended.
        return b""
    said = body[:1000].decode("utf-8", "replace").strip().strip('"')
    if OFFLINE in said.casefold():
        return Unreachable(TransferFault.OFFLINE, what=WHAT, peer=OFFLINE)
    if status == _CONFLICT or "must be connected" in said.casefold():
        return Unreachable(f"{WHAT} is not connected to Soulseek.", what=WHAT, status=str(status))
    return None


def _of_user(user: str) -> str:
    return f"{_API}/transfers/downloads/{quote(user, safe='')}"


def _gone(what: str) -> NotFound:
    return NotFound(what=WHAT, id=what)


def _list(value: object) -> list[Raw]:
    if isinstance(value, list):
        return [thing(one, WHAT) for one in value]
    raise OddAnswer(account=WHAT)
