"""What it means when a server's answer is no good one, or none: as errors, in plain words."""

import math
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from errno import ECONNREFUSED
from http import HTTPStatus

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientResponseError,
    ConnectionTimeoutError,
)
from yarl import URL

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.pace import LONGEST_PAUSE, Pace

CONNECT_SECONDS = 10.0
TRIES = 3
_KEEPS_METHOD = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
_SENT_ON = _KEEPS_METHOD | {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
_BUSY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_NOTHING_THERE = frozenset({"404", "410"})
_ANSWERED = frozenset({"status", "certificate", "version"})
"""What errors tell only where something answered."""
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Failure:
    """What to raise, after so many tries of what may be sent again; `pause`: seconds the server named."""

    error: Unreachable
    tries: int = 1
    pause: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The server as errors name it: the account's name, host and port, seconds it has for an answer."""

    what: str
    host: str
    seconds: float

    def refused(self, status: int, headers: Mapping[str, str], *, reading: bool) -> Failure:
        """Return what a status other than a good one means."""
        pause = pause_asked(headers, datetime.now(UTC))
        wanted = {} if pause is None else {"retry_after": str(math.ceil(pause))}
        long = pause is not None and pause > LONGEST_PAUSE
        match status:
            case HTTPStatus.UNAUTHORIZED:
                return Failure(LoginRejected(account=self.what))
            case HTTPStatus.FORBIDDEN:
                return Failure(LoginLacksRights(account=self.what))
            case HTTPStatus.TOO_MANY_REQUESTS:
                return Failure(RateLimited(account=self.what, **wanted), 1 if long else TRIES, pause)
            case _ if status in _BUSY and long:
                said = f"{self.what} is busy and wants a pause of {wanted['retry_after']} s."
                return Failure(Unreachable(said, what=self.what, **wanted), 1, pause)
            case _:
                said = f"{self.what} answers with the status {status}."
                broken = status == HTTPStatus.INTERNAL_SERVER_ERROR and reading
                tries = 1 if long else TRIES if status in _BUSY else 2 if broken else 1
                return Failure(Unreachable(said, what=self.what, status=str(status)), tries, pause)

    def unanswered(self, error: Exception) -> Failure:
        """Return what it means that there is no whole answer."""
        tries = TRIES
        match error:
            case ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as found):
                why = found.verify_message.rstrip(".")
                said = f"{self.what} has a certificate that is not trusted: {why}."
                return Failure(Unreachable(said, what=self.what, host=self.host, certificate=why))
            case ClientConnectorSSLError():
                said = f"{self.what} does not speak https at {self.host}."
                return Failure(Unreachable(said, what=self.what, host=self.host, lacks="https"))
            case ClientResponseError():
                return Failure(OddAnswer(account=self.what))
            case TimeoutError():
                connecting = isinstance(error, ConnectionTimeoutError)
                seconds = min(self.seconds, CONNECT_SECONDS) if connecting else self.seconds
                said = f"{self.what} did not answer within {seconds:g} s."
            case ClientConnectorDNSError(host=host):
                said = f"{self.what} cannot be found: the name {host} is not known."
            case ClientConnectorError(errno=errno) if errno == ECONNREFUSED:
                said = f"{self.what} refuses the connection at {self.host}: is it running, is the port right?"
            case ClientConnectorError():
                said = ""
            case _:
                said = f"{self.what} broke off in the middle."
        return Failure(Unreachable(said, what=self.what, host=self.host), tries)

    def onward(self, url: URL, location: str, *, keeps_method: bool) -> URL:
        """Return where an answer sends on to. Raises OddAnswer for other places than this server.

        `keeps_method`: False when a write would be sent on as a read, which looks as if it were done.
        """
        target = _joined(url, location)
        if target is None:
            raise OddAnswer(account=self.what)
        here = target.origin() == url.origin()
        safer = target.host == url.host and (url.scheme, target.scheme) == ("http", "https")
        if keeps_method and (here or safer):
            return target
        if here:
            raise OddAnswer(account=self.what)
        host = str(target.origin())
        said = f"{self.what} sends on to {host}: enter that address if it is the right one."
        raise OddAnswer(said, account=self.what, host=host)


def slow_down(pace: Pace, failure: Failure) -> None:
    """Keep to what a failure says of the pace: to the pause it names, to one of ours where it is too much."""
    if failure.pause is not None:
        pace.hold(failure.pause)
    elif isinstance(failure.error, RateLimited):
        pace.back_off()


def without_login(address: str) -> str:
    """Return an address to be told: user and password in it are for a proxy alone."""
    return str(URL(address).with_user(None)).rstrip("/")


def stranger(error: Unreachable, address: str, kind: str, *, what: str) -> Unreachable:
    """Return what it means that a server does not say what it is, though no login is needed for that.

    `kind` is what was looked for, e.g. "Jellyfin", and `what` its name in errors. An error that tells more by
    itself is returned as it is.
    """
    shown = without_login(address)
    said = f"Something answers at {shown}, but no {kind}"
    # A login in the address was sent along: then it is that which is refused.
    if isinstance(error, LoginRejected) and URL(address).user is None:
        return OddAnswer(f"{said}: it wants a login first.", account=what, host=shown)
    if error.placeholders.get("status") in _NOTHING_THERE:
        return OddAnswer(f"{said}.", account=what, host=shown)
    return error


def silence(error: SyncopateError) -> int:
    """Return how little an error tells of a place where a server may be; of several the least is told.

    0: something answered there; 2: no https is spoken there, which is no news where nobody typed it.
    """
    if type(error) is not Unreachable or error.placeholders.keys() & _ANSWERED:
        return 0
    return 2 if "lacks" in error.placeholders else 1


def sends_on(status: int) -> bool:
    """Tell whether an answer is a redirect."""
    return status in _SENT_ON


def keeps_method(status: int) -> bool:
    """Tell whether a redirect wants the same request at the other address, not a GET."""
    return status in _KEEPS_METHOD


def is_page(content_type: str, content: bytes) -> bool:
    """Tell whether it is for people, e.g. a proxy's sign-in page."""
    return content_type in _PAGES and content.lstrip()[:1] == b"<"


def pause_asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that Retry-After names, None when it names none. Dates are by the server's clock."""
    said = headers.get("Retry-After", "").strip()
    with suppress(ValueError):
        seconds = float(said)
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    then = _date(said)
    if then is None:
        return None
    return max((then - (date_told(headers) or now)).total_seconds(), 0.0)


def date_told(headers: Mapping[str, str]) -> datetime | None:
    """Return what time it is by the server's clock, None when it does not tell."""
    return _date(headers.get("Date", ""))


def _date(said: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        found = parsedate_to_datetime(said)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _joined(url: URL, location: str) -> URL | None:
    """Return the address that a Location means, None when it is none."""
    with suppress(ValueError):
        target = url.join(URL(location)).with_user(None) if location else None
        return target if target and target.scheme in {"http", "https"} and target.host else None
    return None
