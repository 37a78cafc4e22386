"""The listener for the Supervisor's ingress: tells by the socket's peer, never by a header."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from syncopate.access.callers import INGRESS_PEER
from syncopate.api.failures import problem_response
from syncopate.errors import AccessDenied


class Ingress:
    """Wraps the application of the ingress port; callers from elsewhere are turned away."""

    def __init__(self, app: ASGIApp, peers: Collection[str] = (INGRESS_PEER,)) -> None:
        self._app = app
        self._peers = frozenset(peers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from the Supervisor, marked as such."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        peer = scope.get("client")
        if peer is None or peer[0] not in self._peers:
            if scope["type"] == "http":
                error = AccessDenied("This port is for Home Assistant alone.")
                await problem_response(error)(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 4403})
            return
        state = {**(scope.get("state") or {}), "ingress": True}
        await self._app({**scope, "state": state}, receive, send)
