"""The few things the Supervisor is asked: where the broker is, what we are called, and to announce us.

Its API: `/services/mqtt`, `/discovery`, `/addons/self/info`; all open to an app without a special role.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout

from syncopate.errors import Unreachable

_TIMEOUT = ClientTimeout(total=10)
_NAME = "Supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttAccess:
    """The broker that the Supervisor offers."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    tls: bool


class Supervisor:
    """A client with the app's own token; the token goes nowhere else and into no error."""

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}

    async def mqtt(self) -> MqttAccess | None:
        """Return the broker, None when no app offers one. Raises Unreachable."""
        status, data = await self._ask("GET", "/services/mqtt")
        # The Supervisor answers so when the service is not there; anything else is a failure.
        if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
            return None
        _hold(status)
        try:
            return MqttAccess(
                host=str(data["host"]),
                port=int(str(data["port"])),
                username=_text(data.get("username")),
                password=_text(data.get("password")),
                tls=data.get("ssl") is True,
            )
        except KeyError, ValueError:
            raise Unreachable("The Supervisor's MQTT service lacks host or port.", what=_NAME) from None

    async def hostname(self) -> str:
        """Return the name other containers reach us by, e.g. `local-syncopate`. Raises Unreachable."""
        status, data = await self._ask("GET", "/addons/self/info")
        _hold(status)
        name = _text(data.get("hostname"))
        if name is None:
            raise Unreachable("The Supervisor does not know our host name.", what=_NAME)
        return name

    async def announce(self, config: Mapping[str, str | int]) -> None:
        """Offer the integration to Home Assistant; the same again only updates it. Raises Unreachable."""
        status, _ = await self._ask("POST", "/discovery", {"service": "syncopate", "config": dict(config)})
        _hold(status)

    async def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> tuple[int, Mapping[str, object]]:
        """Return status and the `data` of the answer."""
        try:
            async with self._session.request(
                method, self._url + path, json=body, headers=self._headers, timeout=_TIMEOUT
            ) as response:
                answer: object = await response.json(content_type=None)
        except (ClientError, TimeoutError, ValueError) as error:
            raise Unreachable(
                f"The Supervisor cannot be reached: {type(error).__name__}.", what=_NAME
            ) from None
        data = answer.get("data") if isinstance(answer, dict) else None
        return response.status, data if isinstance(data, dict) else {}


def _hold(status: int) -> None:
    if status != HTTPStatus.OK:
        raise Unreachable(f"The Supervisor answered {status}.", what=_NAME)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
