"""Holds bodies to a size before anything reads them."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncopate.api.context import Limits
from syncopate.api.failures import problem_response
from syncopate.errors import PayloadTooLarge, PlaylistTooLarge, SyncopateError

_UPLOADS = re.compile(r"/playlists/(?:upload|preview|[^/]+/file)$")


class BodyLimit:
    """Reads a body up to its limit and hands it on whole; more is answered with 413 at once."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within its limit."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        upload = _UPLOADS.search(scope["path"]) is not None
        limit = self._limits.upload if upload else self._limits.body
        body = None if _announced(scope) > limit else await _read(receive, limit)
        if body is None:
            await problem_response(_too_large(limit, upload=upload))(scope, receive, send)
            return
        await self._app(scope, _Replay(body, receive), send)


class _Replay:
    """Gives a body that was read already, then what the connection says."""

    def __init__(self, messages: list[Message], receive: Receive) -> None:
        self._messages = messages
        self._receive = receive

    async def __call__(self) -> Message:
        return self._messages.pop(0) if self._messages else await self._receive()


def _announced(scope: Scope) -> int:
    text = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(text) if text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004 -- longer is no size


async def _read(receive: Receive, limit: int) -> list[Message] | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return [message]
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return [{"type": "http.request", "body": b"".join(parts), "more_body": False}]


def _too_large(limit: int, *, upload: bool) -> SyncopateError:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit} bytes"  # noqa: PLR2004 -- a megabyte
    return PlaylistTooLarge(name="The file", limit=size) if upload else PayloadTooLarge(limit=size)
