"""Logging in: a conversation of few steps, each a value. What it ends in are an account's settings.

A provider's `login.py` has `create(context)`, which makes a `Login`. Nothing is kept between steps but what
a step carries in `state`: the caller keeps it sealed, for it may hold tokens.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from syncopate.providers.manifest import SettingField


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The user has to answer: `fields` as in an account's form, choices with labels of their own."""

    fields: tuple[SettingField, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    """What a choice is called, by its value."""
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The user has to confirm elsewhere.

    At `url` in a browser, or by typing `code` where the server says so.
    """

    url: str | None
    code: str
    expires_at: datetime
    state: Mapping[str, str]
    every_seconds: float = 2.0


_LOGIN = "login-"

ANSWER = "address"
"""What a `Consent` is gone on with: the whole address that the browser was sent to."""


def token_for(login: str) -> str:
    """Make the `state` of an OAuth request (RFC 6749, 10.12) that tells which login its answer is for.

    `login` is `Context.account_id`.
    """
    return f"{login.removeprefix(_LOGIN)}.{secrets.token_urlsafe(24)}"


def login_in(token: str) -> str:
    """Return the id of the login that a `state` was made for, "" where there is none in it."""
    return token.partition(".")[0]


def login_owner(login_id: str) -> str:
    """Return what stands for the account while there is none."""
    return f"{_LOGIN}{login_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The user has to allow it at `url`, from where the browser is sent on to `redirect_uri` with the answer.

    Where that is a page of the engine, it finds the login by the `state` of the answer (see `token_for`);
    else the user copies the address out of the browser. Either way `go_on` gets it as `ANSWER`.
    """

    url: str
    redirect_uri: str
    expires_at: datetime
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """Done: the account's settings, secrets among them, and a name to propose."""

    settings: Mapping[str, str]
    name: str


type Step = Ask | Visit | Consent | LoggedIn


@runtime_checkable
class Login(Protocol):
    """How an account of a provider is logged in."""

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin by one of the manifest's methods, with the answers to its fields.

        Raises LoginRejected, Unreachable, InvalidInput naming the field.
        """
        ...

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Go on from a step: with the answers to an `Ask`, without any to look at a `Visit` again.

        A `Visit` that is not confirmed yet is returned again, as is a `Consent` without an answer. Raises as
        `begin`, LoginRejected when it was refused or has expired.
        """
        ...
