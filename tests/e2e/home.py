"""A household's Home Assistant, spoken to as its frontend does: REST and websocket."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

CLIENT = "http://127.0.0.1/"


class Home:
    """One Home Assistant with a token."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session
        self.token = ""
        self.refresh_token = ""

    async def onboard(self) -> None:
        """Go through the first steps as a new user would."""
        user = {
            "client_id": CLIENT,
            "name": "Ada",
            "username": "ada",
            "password": "lovelace",
            "language": "en",
        }
        code = (await self._send("POST", "/api/onboarding/users", user, login=False))["auth_code"]
        await self._login({"grant_type": "authorization_code", "code": code})
        await self._send("POST", "/api/onboarding/core_config", {})
        await self._send("POST", "/api/onboarding/analytics", {})
        await self._send("POST", "/api/onboarding/integration", {"client_id": CLIENT, "redirect_uri": CLIENT})

    async def login_again(self) -> None:
        """Take a new access token after a restart."""
        await self._login({"grant_type": "refresh_token", "refresh_token": self.refresh_token})
        await self.keep_address()

    async def keep_address(self) -> None:
        """Confirm the port, which is not the usual one: else it is given up again after some minutes."""
        if (await self.ask("http/config"))["pending"] is not None:
            await self.ask("http/config/promote")

    async def _login(self, form: dict[str, str]) -> None:
        async with self._session.post(
            f"{self.url}/auth/token", data={"client_id": CLIENT, **form}
        ) as response:
            response.raise_for_status()
            answer = await response.json()
        self.token = answer["access_token"]
        self.refresh_token = answer.get("refresh_token", self.refresh_token)

    async def get(self, path: str) -> Any:
        """GET as the user."""
        return await self._send("GET", path, None)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST as the user."""
        return await self._send("POST", path, body)

    async def _send(self, method: str, path: str, body: dict[str, Any] | None, *, login: bool = True) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if login else {}
        async with self._session.request(method, self.url + path, json=body, headers=headers) as response:
            text = await response.text()
            assert response.status < 400, f"{method} {path}: {response.status} {text}"
            return await response.json() if text else None

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.get("/api/states")}

    async def flow(self, handler: str, *answers: dict[str, Any]) -> dict[str, Any]:
        """Go through a config flow with the given answers and return its last step."""
        step = await self.post("/api/config/config_entries/flow", {"handler": handler})
        for answer in answers:
            step = await self.answer(step, answer)
        return step

    async def answer(self, step: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Fill in a step of a flow and return the next."""
        return await self.post(f"/api/config/config_entries/flow/{step['flow_id']}", given)

    @asynccontextmanager
    async def socket(self) -> AsyncGenerator[Socket]:
        """Open the websocket."""
        async with self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0) as ws:
            await ws.receive_json()
            await ws.send_json({"type": "auth", "access_token": self.token})
            assert (await ws.receive_json())["type"] == "auth_ok"
            yield Socket(ws)

    async def ask(self, kind: str, **fields: Any) -> Any:
        """Send one websocket command and return its result."""
        async with self.socket() as socket:
            return await socket.ask(kind, **fields)

    async def action(self, domain: str, service: str, data: dict[str, Any] | None = None) -> Any:
        """Call an action that answers, and return its response."""
        result = await self.ask(
            "call_service", domain=domain, service=service, service_data=data or {}, return_response=True
        )
        return result["response"]


class Socket:
    """One websocket connection."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._ws = ws
        self._next = 0
        self.events: list[dict[str, Any]] = []

    async def ask(self, kind: str, **fields: Any) -> Any:
        """Send a command; events that come before its result are kept."""
        self._next += 1
        number = self._next
        await self._ws.send_json({"id": number, "type": kind, **fields})
        while True:
            message = await self._ws.receive_json(timeout=120)
            if message.get("id") == number and message["type"] == "result":
                assert message["success"], message
                return message["result"]
            if message["type"] == "event":
                self.events.append(message["event"])

    async def refused(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a command that fails, and return its error."""
        self._next += 1
        number = self._next
        await self._ws.send_json({"id": number, "type": kind, **fields})
        while True:
            message = await self._ws.receive_json(timeout=120)
            if message.get("id") == number and message["type"] == "result":
                assert not message["success"], message
                return dict(message["error"])

    async def next_event(self, seconds: float = 30) -> dict[str, Any]:
        """Return the next event of a subscription."""
        if self.events:
            return self.events.pop(0)
        while True:
            message = await self._ws.receive_json(timeout=seconds)
            if message["type"] == "event":
                return message["event"]
