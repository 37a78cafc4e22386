"""The session that spotipy sends its requests by: it judges every answer before spotipy sees it.

Left to itself spotipy makes 429 of a 503, forgets Retry-After, falls over an error that is no object, and
takes a page for people for nothing at all.
"""

import ssl
import time
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from syncopate.errors import OddAnswer, Unreachable
from syncopate.providers.answering import CONNECT_SECONDS, TRIES, Failure, Peer, is_page
from syncopate.providers.threaded import look

WHAT = "Spotify"
WHOLE_SECONDS = 120.0
"""How long an answer may take in all."""
_MOST_BYTES = 64_000_000
_CHUNK = 1 << 16
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class RefusedError(Exception):
    """No good answer came; `failure` says what that means and whether it may be asked again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.detail)
        self.failure = failure


class GoneError(Exception):
    """Spotify itself says that it has no such thing."""


class Session(requests.Session):
    """Sends once, reads the answer whole, and follows nobody elsewhere.

    Raises RefusedError, GoneError, OddAnswer. `seconds` is how long Spotify may say nothing.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        # No proxies, certificates and passwords of whoever runs the engine.
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Return a good answer."""
        look()
        parts = urlsplit(request.url or "")
        peer = Peer(what=WHAT, host=parts.netloc.rpartition("@")[2], seconds=self.seconds)
        own = {"stream": True, "allow_redirects": False, "timeout": (CONNECT_SECONDS, self.seconds)}
        try:
            with super().send(request, **{**kwargs, **own}) as response:
                return _judged(response, peer)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            failure = _unanswered(error, peer, str(parts.hostname))
        # Not in the block: what requests raises knows the whole request, and shall not come along.
        raise failure


def _judged(response: requests.Response, peer: Peer) -> requests.Response:
    status = response.status_code
    content = _body(response, peer)
    response._content = content  # noqa: SLF001 -- its place for what was read
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if is_page(kind, content):
            raise OddAnswer(account=WHAT)
        return response
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise OddAnswer(f"{WHAT} sends on to somewhere else.", account=WHAT)
    if status in _GONE and kind == "application/json":
        raise GoneError
    raise RefusedError(peer.refused(status, response.headers, reading=True))


def _body(response: requests.Response, peer: Peer) -> bytes:
    """Read it piece by piece, as long as somebody waits for it."""
    parts: list[bytes] = []
    left, end = _MOST_BYTES, time.monotonic() + WHOLE_SECONDS
    for part in response.iter_content(_CHUNK):
        look()
        left -= len(part)
        if left < 0:
            raise OddAnswer(f"{WHAT} answers with more than {_MOST_BYTES // 1_000_000} MB.", account=WHAT)
        if time.monotonic() > end:
            said = f"{WHAT} did not answer within {WHOLE_SECONDS:g} s."
            raise RefusedError(Failure(Unreachable(said, what=WHAT, host=peer.host)))
        parts.append(part)
    return b"".join(parts)


def _unanswered(error: Exception, peer: Peer, host: str) -> RefusedError | OddAnswer:
    """Return what it means that there is no whole answer."""
    said, tries = f"{WHAT} broke off in the middle.", TRIES
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    match error:
        case requests.exceptions.ContentDecodingError() | requests.exceptions.InvalidURL():
            return OddAnswer(account=WHAT)
        case requests.exceptions.SSLError():
            said, tries = _insecure(reason, peer), 1
        case requests.exceptions.ConnectTimeout():
            said = f"{WHAT} did not answer within {CONNECT_SECONDS:g} s."
        case requests.exceptions.Timeout():
            said = f"{WHAT} did not answer within {peer.seconds:g} s."
        case _ if isinstance(reason, urllib3.exceptions.NameResolutionError):
            said = f"{WHAT} cannot be found: the name {host} is not known."
        case _ if isinstance(reason, urllib3.exceptions.NewConnectionError):
            said = f"{WHAT} refuses the connection at {peer.host}."
        case _ if isinstance(reason, urllib3.exceptions.ReadTimeoutError):
            said = f"{WHAT} did not answer within {peer.seconds:g} s."
        case _:
            pass
    return RefusedError(Failure(Unreachable(said, what=WHAT, host=peer.host), tries))


def _insecure(reason: object, peer: Peer) -> str:
    cause = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{WHAT} has a certificate that is not trusted: {cause.verify_message.rstrip('.')}."
    return f"{WHAT} does not speak https at {peer.host}."
