"""The session that spotipy sends its requests by: it judges every answer before spotipy sees it.

Left to itself spotipy makes 429 of a 503, forgets Retry-After, falls over an error that is no object, and
takes a page for people for nothing at all.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests

from syncopate.errors import OddAnswer
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
from syncopate.providers.threaded import look

WHAT = "Spotify"
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class GoneError(Exception):
    """Spotify itself says that it has no such thing."""


class Session(OwnSession):
    """Sends once, reads the answer whole, and follows nobody elsewhere.

    Raises RefusedError, GoneError, OddAnswer. `seconds` is how long Spotify may say nothing.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Return a good answer."""
        look()
        host = urlsplit(request.url or "").netloc.rpartition("@")[2]
        peer = Peer(what=WHAT, host=host, seconds=self.seconds)
        own = {"stream": True, "allow_redirects": False, "timeout": (CONNECT_SECONDS, self.seconds)}
        try:
            with super().send(request, **{**kwargs, **own}) as response:
                return _judged(response, peer)
        except UNANSWERED as error:
            failure = refusal(error, peer)
        # Not in the block: what requests raises knows the whole request, and shall not come along.
        raise failure


def _judged(response: requests.Response, peer: Peer) -> requests.Response:
    status = response.status_code
    content = whole(response, peer, late_refusal)
    response._content = content  # noqa: SLF001 -- its place for what was read
    kind = media_type(response)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if is_page(kind, content):
            raise OddAnswer(account=WHAT)
        return response
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise OddAnswer(f"{WHAT} sends on to somewhere else.", account=WHAT)
    if status in _GONE and kind == "application/json":
        raise GoneError
    raise RefusedError(peer.refused(status, response.headers, reading=True))
