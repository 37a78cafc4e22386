"""What providers share whose libraries ask by requests: a session, answers read whole, and silence.

All of it blocks, and belongs into a thread.
"""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3

from syncopate.errors import OddAnswer, Unreachable
from syncopate.providers.answering import CONNECT_SECONDS, TRIES, Failure, Peer
from syncopate.providers.threaded import look

WHOLE_SECONDS = 120.0
"""How long an answer may take in all."""
_MOST_BYTES = 64_000_000
_CHUNK = 1 << 16

UNANSWERED = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
"""What is raised where no whole answer comes."""


class RefusedError(Exception):
    """No good answer came; `failure` says what that means, and whether it may be asked again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.detail)
        self.failure = failure


class OwnSession(requests.Session):
    """One without proxies, certificates and passwords of whoever runs the engine; it keeps no cookies."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))


def whole(response: requests.Response, peer: Peer, late: Callable[[Unreachable], Exception]) -> bytes:
    """Return its body, read piece by piece as long as somebody waits for it.

    Raises OddAnswer for more than is taken in, and what `late` makes of one that takes too long.
    """
    parts: list[bytes] = []
    left, end = _MOST_BYTES, time.monotonic() + WHOLE_SECONDS
    for part in response.iter_content(_CHUNK):
        look()
        left -= len(part)
        if left < 0:
            said = f"{peer.what} answers with more than {_MOST_BYTES // 1_000_000} MB."
            raise OddAnswer(said, account=peer.what)
        if time.monotonic() > end:
            said = f"{peer.what} did not answer within {WHOLE_SECONDS:g} s."
            raise late(Unreachable(said, what=peer.what, host=peer.host))
        parts.append(part)
    return b"".join(parts)


def media_type(response: requests.Response) -> str:
    """Return what it says that its body is."""
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why there is no whole answer. `unsent`: the request cannot have come; `lasting`: nor will the next."""

    error: Unreachable
    unsent: bool = False
    lasting: bool = False


def silence(error: Exception, peer: Peer, hint: str = "") -> Silence | None:
    """Return what it means that no whole answer came, None where something came that is none.

    `hint` is what to look after where nobody listens.
    """
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    said, unsent, lasting = f"{peer.what} broke off in the middle.", True, False
    match error:
        case requests.exceptions.ContentDecodingError() | requests.exceptions.InvalidURL():
            return None
        case requests.exceptions.SSLError():
            said, lasting = _insecure(reason, peer), True
        case requests.exceptions.ConnectTimeout():
            said = f"{peer.what} did not answer within {CONNECT_SECONDS:g} s."
        case requests.exceptions.Timeout():
            said, unsent = f"{peer.what} did not answer within {peer.seconds:g} s.", False
        case _ if isinstance(reason, urllib3.exceptions.NameResolutionError):
            said = (
                f"{peer.what} cannot be found: the name {urlsplit(f'//{peer.host}').hostname} is not known."
            )
        case _ if isinstance(reason, urllib3.exceptions.NewConnectionError):
            said = f"{peer.what} refuses the connection at {peer.host}{hint or '.'}"
        case _ if isinstance(reason, urllib3.exceptions.ReadTimeoutError):
            said, unsent = f"{peer.what} did not answer within {peer.seconds:g} s.", False
        case _:
            unsent = False
    return Silence(error=Unreachable(said, what=peer.what, host=peer.host), unsent=unsent, lasting=lasting)


def refusal(error: Exception, peer: Peer) -> RefusedError | OddAnswer:
    """Return what to raise for no whole answer of what may be asked again."""
    found = silence(error, peer)
    if found is None:
        return OddAnswer(account=peer.what)
    return RefusedError(Failure(found.error, 1 if found.lasting else TRIES))


def late_refusal(error: Unreachable) -> RefusedError:
    """Return what to raise for an answer that takes too long: it is not asked for again."""
    return RefusedError(Failure(error))


def _insecure(reason: object, peer: Peer) -> str:
    cause = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{peer.what} has a certificate that is not trusted: {cause.verify_message.rstrip('.')}."
    return f"{peer.what} does not speak https at {peer.host}."
