"""Talks to SageX: functions of SageTV's by name, arguments by number, answers in JSON.

The service answers with 200 whatever happens: that something failed stands in the answer.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from syncopate.errors import NotConfigured, NotFound, SyncopateError, Unreachable
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.pace import Pace
from syncopate.providers.sagetv.manifest import LIMIT
from syncopate.providers.sagetv.progress import Segment
from syncopate.providers.sagetv.raw import (
    FIELDS,
    WHAT,
    MediaFile,
    Raw,
    envelope,
    media_file,
    number_in,
)

TIMEOUT = timedelta(seconds=120)
"""A thousand media files take an old server its time."""
_PATH = "sagex/api"
_HEALTHY_SECONDS = 300.0
_SAID = 200
_SECOND = timedelta(seconds=1)
REFUSED = "refused"
"""The placeholder of errors that SageTV itself told."""


class Client:
    """Asks one server. It raises what `HttpClient` raises, and Unreachable for what SageTV refuses."""

    def __init__(
        self,
        address: str,
        user: str = "",
        password: str = "",
        *,
        verify_tls: bool = True,
        pace: Pace | None = None,
    ) -> None:
        login = b64encode(f"{user}:{password}".encode()).decode()
        headers = {"Accept": "application/json"} | ({"Authorization": f"Basic {login}"} if user else {})
        self._http = HttpClient(
            address,
            what=WHAT,
            limit=LIMIT,
            headers=headers,
            timeout=TIMEOUT,
            verify_tls=verify_tls,
            pace=pace,
        )
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)
        self._segments: dict[tuple[str, int, int], tuple[Segment, ...]] = {}

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        return self._http.requests

    async def ask(
        self,
        function: str,
        *arguments: str | int,
        fields: Sequence[str] = (),
        start: int = 0,
        size: int | None = None,
        context: str = "",
    ) -> Raw:
        """Return what a function answers.

        `fields` are those of objects that are wanted, all where none is named; `start` and `size` are the
        part of a list, of which there are 50 otherwise; `context` is the screen that is meant. It is asked
        again where no answer came: what writes does the same when it is called twice.
        """
        query = [("c", function), *((str(at), str(one)) for at, one in enumerate(arguments, 1))]
        query.append(("encoder", "json"))
        if fields:
            query.append(("filter", "|".join(fields)))
        if size is not None:
            query += [("start", str(start)), ("size", str(size))]
        if context:
            query.append(("context", context))
        answer = envelope(await self._http.json("GET", _PATH, query=query))
        if "error" in answer:
            said = " ".join(str(answer["error"]).split())[:_SAID]
            raise Unreachable(f"SageTV answers with an error: {said}", what=WHAT, refused=said)
        return answer

    def now(self) -> datetime:
        """Return the time by our clock."""
        return _now()

    async def skew(self) -> timedelta:
        """Return how far the server's clock is ahead of ours; less than a second is nothing."""
        before = self.now()
        told = number_in(await self.ask("Time")) / 1000
        middle = before + (self.now() - before) / 2
        found = timedelta(seconds=told - middle.timestamp())
        return found if abs(found) >= _SECOND else timedelta()

    async def media_file(self, key: str) -> MediaFile | None:
        """Return a media file, None where there is none of this id."""
        if not (key.isascii() and key.isdecimal()):
            return None
        answer = await self.ask("GetMediaFileForID", key, fields=FIELDS)
        return media_file(answer.get("MediaFile"))

    async def everything_of(self, key: str) -> Raw:
        """Return all that is said of a media file, as it is said. Raises NotFound."""
        answer = await self.ask("GetMediaFileForID", key) if key.isascii() and key.isdecimal() else {}
        found = answer.get("MediaFile")
        if not isinstance(found, dict):
            raise NotFound(what="media file", id=key)
        return found

    async def segments(self, media: MediaFile) -> tuple[Segment, ...]:
        """Return the files of a recording, () where it has but one. What was asked once is remembered."""
        if media.segments <= 1:
            return ()
        known = media.id, media.segments, media.end
        if known not in self._segments:
            named = f"mediafile:{media.id}"
            self._segments[known] = tuple(
                [
                    Segment(
                        number_in(await self.ask("GetStartForSegment", named, at)),
                        number_in(await self.ask("GetEndForSegment", named, at)),
                    )
                    for at in range(media.segments)
                ]
            )
        return self._segments[known]

    async def health(self) -> Health:
        """Tell whether it answers; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _checked(self) -> Health:
        try:
            number_in(await self.ask("Time"))
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def _now() -> datetime:
    return datetime.now(UTC)


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    settings = context.settings
    if not settings.get("url"):
        raise NotConfigured("The address of SageTV is missing.", what="sagetv.url")
    verify = settings.get("verify_tls", "true") == "true"

    def make() -> Client:
        user, password = settings.get("user", ""), settings.get("password", "")
        pace = context.connections.paces.of(context.account_id, LIMIT, WHAT)
        return Client(settings["url"], user, password, verify_tls=verify, pace=pace)

    return context.connections.shared(context.account_id, fingerprint(settings), make)
