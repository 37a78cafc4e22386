"""The envelope that every answer comes in, and what it means when it says "failed": that is HTTP 200, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from syncopate.errors import LoginLacksRights, LoginRejected, NotFound, OddAnswer, SyncopateError, Unreachable

type Raw = Mapping[str, object]

MISSING, NO_TOKENS, NO_SUCH_WAY, NOT_FOUND = 10, 41, 42, 70
"""A parameter is missing, tokens are not taken, this way to sign in is not, there is no such thing."""
LOGIN = frozenset({40, 41, 42, 43, 44, 60})
"""The login is the trouble, not what was asked for."""
_MEANINGS: Mapping[int, tuple[type[SyncopateError], str]] = {
    20: (Unreachable, "{what} speaks a newer protocol than Syncopate does."),
    30: (Unreachable, "{what} is too old: it does not speak the protocol asked for."),
    40: (LoginRejected, "{what} refuses user or password."),
    41: (LoginRejected, "{what} takes no tokens for this user: sign in again to send the password itself."),
    42: (LoginRejected, "{what} does not take this way to sign in."),
    43: (LoginRejected, "{what} does not take this way to sign in."),
    44: (LoginRejected, "{what} does not know this API key."),
    50: (LoginLacksRights, "{what} takes the login, but does not let it do this."),
    60: (LoginLacksRights, "The trial period of {what} is over."),
    70: (NotFound, "{what} has no such thing."),
}
_LONGEST_MESSAGE = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server understood, and says no: by one of the protocol's codes, with words of its own."""

    code: int
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an answer says of the server, and what is inside or why there is nothing."""

    version: str
    product: str
    open: bool
    inside: Raw
    refusal: Refusal | None


def envelope(answer: object, what: str) -> Envelope:
    """Read an answer. Raises OddAnswer for anything but an envelope."""
    raw = cast("Raw", answer).get("subsonic-response") if isinstance(answer, dict) else None
    if not isinstance(raw, dict) or raw.get("status") not in {"ok", "failed"}:
        raise OddAnswer(account=what)
    inside = cast("Raw", raw)
    return Envelope(
        version=_text(inside, "version"),
        product=_text(inside, "type"),
        open=inside.get("openSubsonic") is True,
        inside=inside,
        refusal=_refusal(inside) if raw["status"] == "failed" else None,
    )


def error_of(refusal: Refusal, what: str, secrets: Sequence[str]) -> SyncopateError:
    """Return what a refusal means; the server's own words only where they hold no secret."""
    if refusal.code in _MEANINGS:
        kind, sentence = _MEANINGS[refusal.code]
        return kind(sentence.format(what=what), what=what, account=what)
    words = _harmless(refusal.message, secrets)
    said = f"{what} refuses this: {words}" if words else f"{what} refuses this without a reason."
    return Unreachable(said, what=what)


def _refusal(inside: Raw) -> Refusal:
    error = inside.get("error")
    told: Raw = error if isinstance(error, dict) else {}
    code = told.get("code")
    return Refusal(code if isinstance(code, int) else 0, _text(told, "message"))


def _harmless(message: str, secrets: Sequence[str]) -> str:
    """Return a message on one line, nothing when it may tell a secret."""
    if any(secret and secret.casefold() in message.casefold() for secret in secrets):
        return ""
    words = " ".join(message.split())[:_LONGEST_MESSAGE]
    return words if words.isprintable() else ""


def _text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return value.strip() if isinstance(value, str) else ""
