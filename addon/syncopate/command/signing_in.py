"""Logging in at a terminal: the same steps as on the pages."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Iterable, Mapping
from typing import Protocol

from syncopate.command import output
from syncopate.command.named import only
from syncopate.errors import InvalidInput, LoginRejected, NotConfigured, NotFound, Unreachable
from syncopate.providers import registry
from syncopate.providers.manifest import FieldKind, LoginMethod, Manifest
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit
from syncopate.sync.logins import Choice, LoginState, Question, begin_login, go_on_with_login

_OFTEN_ENOUGH = 5
"""Failed looks in a row after which whether it was confirmed is no longer asked."""


class _Field(Protocol):
    """A field of a way to log in, or a question."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def kind(self) -> FieldKind: ...
    @property
    def required(self) -> bool: ...
    @property
    def default(self) -> str | None: ...


async def sign_in(kit: Kit, arguments: argparse.Namespace) -> Account:
    """Go through a login to its end.

    Raises NotFound, NotConfigured where there is nothing to log in to, InvalidInput for an answer that is
    needed and not given, LoginRejected, Unreachable.
    """
    manifest, account = await _whom(kit, arguments.provider)
    method = _method(manifest, arguments.method)
    given = dict(arguments.answer)
    state = await begin_login(
        kit,
        provider=manifest.domain,
        method=method.name,
        answers=await _answers(method.fields, given),
        name=arguments.name or "",
        account_id=account.id if account else None,
    )
    while state.account is None:
        if state.questions:
            if state.url:
                output.complain(f"Open {state.url}")
            state = await go_on_with_login(kit, state.id, await _answers(state.questions, given))
        else:
            state = await _confirmed(kit, state)
    if given:
        output.complain(f"Not asked for: {', '.join(sorted(given))}.")
    return state.account


async def _whom(kit: Kit, text: str) -> tuple[Manifest, Account | None]:
    """Return the service, and the account where that is what was named."""
    known = registry.manifests()
    if text in known:
        return known[text], None
    account = only(text, "accounts", await kit.database.read(accounts.every))
    if account is None:
        raise NotFound(f"There is no service, and no account, {text}.", what="provider", id=text)
    return registry.manifest_of(account.provider), account


def _method(manifest: Manifest, wanted: str | None) -> LoginMethod:
    if not manifest.logins:
        raise NotConfigured(
            f"{manifest.name} is not logged in to: use accounts add.", what=f"{manifest.domain}.login"
        )
    found = next((each for each in manifest.logins if wanted in {None, each.name}), None)
    if found is None:
        names = ", ".join(each.name for each in manifest.logins)
        raise InvalidInput(f"{manifest.name} is logged in to by one of these: {names}.", field="method")
    return found


async def _answers(fields: Iterable[_Field], given: dict[str, str]) -> Mapping[str, str]:
    """Return answers: those given, which are used up; a terminal asks for what else is needed."""
    answers: dict[str, str] = {}
    for field in fields:
        if field.name in given:
            answers[field.name] = given.pop(field.name)
        elif not sys.stdin.isatty():
            if field.required and not field.default:
                raise InvalidInput(
                    f"{field.label} is needed: give it as --answer {field.name}=…{_of(field)}",
                    field=field.name,
                )
        elif field.required or field.kind is FieldKind.SECRET:
            answers[field.name] = await asyncio.to_thread(_asked, field)
    return answers


def _choices(field: _Field) -> tuple[Choice, ...]:
    return field.choices if isinstance(field, Question) else ()


def _of(field: _Field) -> str:
    """Say what there is to choose from."""
    choices = _choices(field)
    return f", one of {', '.join(f'{each.value} ({each.label})' for each in choices)}" if choices else ""


def _asked(field: _Field) -> str:
    """Ask at the terminal; secrets are not shown."""
    output.complain(field.help)
    choices = _choices(field)
    for number, each in enumerate(choices, 1):
        output.complain(f"  {number}  {each.label}")
    prompt = f"{field.label}{f' [{field.default}]' if field.default else ''}: "
    if field.kind is FieldKind.SECRET:
        return getpass.getpass(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    typed = sys.stdin.readline().strip() or field.default or ""
    if choices and typed.isdecimal() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1].value
    return next((each.value for each in choices if each.label == typed), typed)


async def _confirmed(kit: Kit, state: LoginState) -> LoginState:
    """Say where to confirm, and look until it was. Raises LoginRejected when it took too long."""
    if state.url:
        output.complain(f"Open {state.url}")
    if state.code and state.code not in (state.url or ""):
        output.complain(f"Enter the code {state.code} there.")
    output.complain("Waiting for you to confirm it …")
    failures = 0
    while state.account is None and not state.questions:
        await asyncio.sleep(state.every_seconds)
        try:
            state = await go_on_with_login(kit, state.id, {})
            failures = 0
        except Unreachable as error:
            failures += 1
            # A refusal is final; what did not answer once may do so again.
            if isinstance(error, LoginRejected) or failures >= _OFTEN_ENOUGH:
                raise
    return state
