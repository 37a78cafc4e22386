"""Logging in: in the browser (RFC 7636), with a code on another device (RFC 8628), or for nobody."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from syncopate.errors import InvalidInput, LoginRejected, OddAnswer
from syncopate.providers.capability import Context
from syncopate.providers.http import HttpClient
from syncopate.providers.login import ANSWER, Consent, LoggedIn, Step, Visit, token_for
from syncopate.providers.tidal import document
from syncopate.providers.tidal.client import API, TIMEOUT
from syncopate.providers.tidal.document import WHAT, Raw, inside, text
from syncopate.providers.tidal.manifest import LIMIT, MANIFEST
from syncopate.providers.tidal.tokens import Application, Refusal, Tokens, TokenServer, rejected

AUTHORIZE = "https://login.tidal.com/authorize"
_CODE_PAGE = "https://link.tidal.com"
SCOPES = "user.read playlists.read collection.read search.read"
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_CONSENT_WITHIN = timedelta(minutes=30)
_EVERY_SECONDS, _SLOWER_SECONDS = 5.0, 5.0
_COUNTRY = re.compile(r"[A-Z]{2}")


def create(context: Context) -> TidalLogin:
    """Make what logs in; it needs no settings."""
    return TidalLogin(context)


class TidalLogin:
    """Logs in to TIDAL; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        given = {name: value.strip() for name, value in answers.items()}
        if not given.get("client_id"):
            raise InvalidInput("The client ID of an application is needed.", field="client_id")
        state = {"client_id": given["client_id"], "client_secret": given.get("client_secret", "")}
        match method:
            case "browser":
                return self._consent(state, given.get("redirect_uri") or _default("redirect_uri"))
            case "device":
                return await self._code(state)
            case "application":
                return await self._for_nobody(state, given.get("country", ""))
            case _:
                raise InvalidInput(f"There is no way {method} to sign in to TIDAL.", field="method")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Go on. Raises LoginRejected when it was refused or has expired, and as `begin`."""
        if "device_code" in state:
            return await self._looked(state)
        brought = answers.get(ANSWER, "").strip()
        return await self._allowed(state, brought) if brought else self._shown(state)

    def _consent(self, state: dict[str, str], redirect_uri: str) -> Consent:
        parts = urlsplit(redirect_uri)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidInput("The redirect URI is an address that begins with http.", field="redirect_uri")
        return self._shown(
            {
                **state,
                "redirect_uri": redirect_uri,
                "verifier": secrets.token_urlsafe(64),
                "token": token_for(self._context.account_id),
                "expires_at": (datetime.now(UTC) + _CONSENT_WITHIN).isoformat(),
            }
        )

    def _shown(self, state: Mapping[str, str]) -> Consent:
        digest = hashlib.sha256(state["verifier"].encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": state["client_id"],
            "redirect_uri": state["redirect_uri"],
            "scope": SCOPES,
            "code_challenge_method": "S256",
            "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
            "state": state["token"],
        }
        return Consent(
            url=f"{self._context.endpoint(AUTHORIZE)}?{urlencode(asked)}",
            redirect_uri=state["redirect_uri"],
            expires_at=datetime.fromisoformat(state["expires_at"]),
            state=state,
        )

    async def _allowed(self, state: Mapping[str, str], address: str) -> LoggedIn:
        """End with the code that the browser was sent back with."""
        brought = _brought(address)
        if not secrets.compare_digest(brought.get("state", "").encode(), state["token"].encode()):
            said = "That is not the address of the page that TIDAL sent you to for this login."
            raise InvalidInput(said, field=ANSWER)
        if "error" in brought:
            raise rejected(Refusal(brought["error"]))
        if "code" not in brought:
            raise InvalidInput("There is no code of TIDAL's in that address.", field=ANSWER)
        form = [
            ("grant_type", "authorization_code"),
            ("code", brought["code"]),
            ("redirect_uri", state["redirect_uri"]),
            ("code_verifier", state["verifier"]),
        ]
        async with self._tokens() as server:
            return await self._ended(state, await server.token([*form, *_application(state).form]))

    async def _code(self, state: dict[str, str]) -> Visit:
        """Ask for a code that a person can let us in by."""
        async with self._tokens() as server:
            form = [*_application(state).form, ("scope", SCOPES)]
            answer = await server.ask("device_authorization", form, {})
        if isinstance(answer, Refusal):
            raise rejected(answer)
        device, code = _either(answer, "deviceCode", "device_code"), _either(answer, "userCode", "user_code")
        if device is None or code is None:
            raise OddAnswer(account=WHAT)
        page = (
            _either(answer, "verificationUriComplete", "verification_uri_complete") or f"{_CODE_PAGE}/{code}"
        )
        seconds = _seconds(answer, "expiresIn", "expires_in") or 300.0
        every = _seconds(answer, "interval") or _EVERY_SECONDS
        return _visit(
            {
                **state,
                "device_code": device,
                "code": code,
                "url": self._context.endpoint(f"https://{page.rpartition('://')[2]}"),
                "every_seconds": str(every),
                "expires_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
            }
        )

    async def _looked(self, state: Mapping[str, str]) -> Step:
        """See whether the code was confirmed."""
        form = [("grant_type", _DEVICE_GRANT), ("device_code", state["device_code"]), ("scope", SCOPES)]
        async with self._tokens() as server:
            answer = await server.token([*form, *_application(state).form])
        match answer:
            case Refusal("expired_token"):
                raise LoginRejected("Nobody entered the code at TIDAL in time: begin again.", account=WHAT)
            case Refusal("slow_down"):
                slower = float(state["every_seconds"]) + _SLOWER_SECONDS
                return _visit({**state, "every_seconds": str(slower)})
            case Refusal("authorization_pending"):
                return _visit(state)
            case _:
                return await self._ended(state, answer)

    async def _for_nobody(self, state: Mapping[str, str], country: str) -> LoggedIn:
        country = country.upper() or _default("country")
        if not _COUNTRY.fullmatch(country):
            raise InvalidInput("A country is two letters, e.g. US.", field="country")
        if not state["client_secret"]:
            raise InvalidInput("Without a user, the client secret is needed.", field="client_secret")
        async with self._tokens() as server:
            answer = await server.own(_application(state))
        if isinstance(answer, Refusal):
            raise rejected(answer)
        return _logged_in(state, answer, user_id="", country=country, name="TIDAL (without a user)")

    async def _ended(self, state: Mapping[str, str], answer: Tokens | Refusal) -> LoggedIn:
        """End as the user whose token it is. Raises LoginRejected."""
        if isinstance(answer, Refusal):
            raise rejected(answer)
        http = HttpClient(self._context.endpoint(API), what=WHAT, limit=LIMIT, timeout=TIMEOUT)
        headers = {"Authorization": f"Bearer {answer.access}", "Accept": "application/vnd.api+json"}
        try:
            raw = document.read(await http.json("GET", "users/me", headers=headers)).first
        finally:
            await http.close()
        said, user_id = inside(raw, "attributes"), text(raw, "id") or answer.user_id
        if not user_id:
            raise OddAnswer(account=WHAT)
        country = (text(said, "country") or "").upper()
        return _logged_in(
            state,
            answer,
            user_id=user_id,
            country=country if _COUNTRY.fullmatch(country) else _default("country"),
            name=f"TIDAL ({text(said, 'username') or user_id})",
        )

    @asynccontextmanager
    async def _tokens(self) -> AsyncGenerator[TokenServer]:
        """Open a connection for one step."""
        server = TokenServer(self._context)
        try:
            yield server
        finally:
            await server.close()


def _brought(address: str) -> Mapping[str, str]:
    """Return the query of an address; what is none brings nothing."""
    with suppress(ValueError):
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return {}


def _application(state: Mapping[str, str]) -> Application:
    return Application(client_id=state["client_id"], secret=state["client_secret"])


def _visit(state: Mapping[str, str]) -> Visit:
    return Visit(
        url=state["url"],
        code=state["code"],
        expires_at=datetime.fromisoformat(state["expires_at"]),
        state=state,
        every_seconds=float(state["every_seconds"]),
    )


def _logged_in(
    state: Mapping[str, str], tokens: Tokens, *, user_id: str, country: str, name: str
) -> LoggedIn:
    # All of them, also what there is not: that of a login before would stay.
    own = {"client_id": state["client_id"], "client_secret": state["client_secret"]}
    return LoggedIn(settings={**own, "user_id": user_id, "country": country, **tokens.settings}, name=name)


def _default(name: str) -> str:
    """Return what a field holds where nothing is typed."""
    fields = [field for method in MANIFEST.logins for field in method.fields]
    return next(field.default or "" for field in fields if field.name == name)


def _either(raw: Raw, *names: str) -> str | None:
    """Return a text by the service's own name for it, or by the standard's."""
    return next((said for name in names if (said := text(raw, name))), None)


def _seconds(raw: Raw, *names: str) -> float | None:
    for name in names:
        value = raw.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
    return None
