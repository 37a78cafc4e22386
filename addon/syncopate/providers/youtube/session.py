"""What ytmusicapi speaks through: a session that judges every answer, reads it whole, and goes nowhere else.

The library has the address of YouTube Music as a constant in several of its modules. Changing those would
change them for every account in the process at once; here each session puts its own address in place of it.
"""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from syncopate.errors import LoginRejected, OddAnswer, SyncopateError
from syncopate.providers.answering import CONNECT_SECONDS, Peer, is_page
from syncopate.providers.blocking import (
    UNANSWERED,
    OwnSession,
    RefusedError,
    late_refusal,
    media_type,
    refusal,
    whole,
)
from syncopate.providers.youtube import answers
from syncopate.providers.youtube.answers import Raw
from syncopate.providers.youtube.reading import READING, WHAT, Reading

ORIGIN = "https://music.youtube.com"
READ_SECONDS = 30.0
"""How long the service may say nothing."""


class Session(OwnSession):
    """Speaks to `base` where the library means YouTube Music. All of it blocks, and belongs into a thread.

    It raises RefusedError, and what an answer means as an error. `account`: there is a login to be taken.
    """

    def __init__(self, base: str, *, account: bool) -> None:
        super().__init__()
        self._base = base.rstrip("/")
        self._account = account

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask; another host than that of YouTube Music is asked nothing, since cookies go along."""
        address = str(url)
        rest = address.removeprefix(ORIGIN)
        if rest == address or (rest and rest[0] not in "/?"):
            raise OddAnswer(account=WHAT)
        return super().request(method, f"{self._base}{rest or '/'}", *args, **kwargs)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it once in the account's pace, and return a good answer; one that came before comes again."""
        reading = READING.get()
        # The library says that bodies are zipped, and sends them plain.
        request.headers.pop("content-encoding", None)
        question = f"{request.method} {request.url}\n".encode() + _bytes(request.body)
        if question not in reading.answers:
            reading.turn()
            reading.answers[question] = self._fetched(request, kwargs)
        content = reading.answers[question]
        if request.method == "POST":
            _watch(request, content, reading, account=self._account)
        response = requests.Response()
        response.status_code, response.encoding, response.url = HTTPStatus.OK, "utf-8", request.url or ""
        response.reason, response.request = "OK", request
        response._content = content  # noqa: SLF001 -- its place for what was read
        return response

    def _fetched(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> bytes:
        peer = Peer(what=WHAT, host=urlsplit(request.url or "").netloc, seconds=READ_SECONDS)
        own = {"stream": True, "allow_redirects": False, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
        try:
            with super().send(request, **{**kwargs, **own}) as response:
                return _judged(request, response, peer)
        except UNANSWERED as error:
            failure = refusal(error, peer)
        # Not in the block: what requests raises knows the whole request, and shall not come along.
        raise failure


def _judged(request: requests.PreparedRequest, response: requests.Response, peer: Peer) -> bytes:
    """Return the body of a good answer. Raises what another one means."""
    status, content = response.status_code, whole(response, peer, late_refusal)
    kind = media_type(response)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return content
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        if request.method == "GET":
            # The first page sends on to a question about cookies in some countries: it is not needed.
            return b""
        raise OddAnswer(account=WHAT)
    if _browses(request) and not is_page(kind, content):
        error = answers.refused(_json(content), status)
        if error is not None:
            raise error
    raise RefusedError(peer.refused(status, response.headers, reading=True))


def _watch(request: requests.PreparedRequest, content: bytes, reading: Reading, *, account: bool) -> None:
    """See what an answer says besides what the library reads of it. Raises what that means."""
    answer = _json(content)
    if not answer:
        raise OddAnswer(account=WHAT)
    reading.signed_in = answers.signed_in(answer)
    if account and reading.signed_in is False:
        raise LoginRejected(f"{WHAT} has signed the account out: paste new request headers.", account=WHAT)
    error: SyncopateError | None = answers.trouble(answer)
    if error is not None:
        raise error
    if _browses(request):
        reading.pending = answers.goes_on(answer, asked=_goes_on(request))


def _browses(request: requests.PreparedRequest) -> bool:
    return urlsplit(request.url or "").path.endswith("/browse")


def _goes_on(request: requests.PreparedRequest) -> bool:
    """Tell whether a request asks for the next part of a list."""
    return "ctoken" in parse_qs(urlsplit(request.url or "").query) or "continuation" in _json(
        _bytes(request.body)
    )


def _json(content: bytes) -> Raw:
    with suppress(ValueError, RecursionError):
        parsed: object = json.loads(content)
        if isinstance(parsed, dict):
            return parsed
    return {}


def _bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else b""
