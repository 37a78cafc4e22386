"""Logging in to a server or service in steps, and the account that comes of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syncopate.errors import AlreadyExists, Conflict, InvalidInput, LoginRejected
from syncopate.providers import registry
from syncopate.providers.login import (
    ANSWER,
    Ask,
    Consent,
    LoggedIn,
    Login,
    Step,
    Visit,
    login_in,
    login_owner,
)
from syncopate.providers.manifest import FieldKind, LoginMethod, SettingField
from syncopate.store import accounts, logins
from syncopate.store.accounts import Account
from syncopate.store.encoding import JsonValue
from syncopate.store.logins import LoginUnderWay
from syncopate.sync.accounts import add_account, change_account, checked_name, held_to, hold_to_own_name
from syncopate.sync.addresses import is_hidden, without_password
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of, isolated

_ANSWER_WITHIN = timedelta(minutes=30)
"""How long a question waits for its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that may be chosen, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something a login asks."""

    name: str
    label: str
    help: str
    kind: FieldKind
    required: bool
    default: str | None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginState:
    """How far a login is.

    Either `questions` wait for answers, or the user has to confirm at `url` or with `code`, or there is an
    `account`. With both a `url` and a question, what the browser is sent to from there is the answer.
    """

    id: str
    provider: str
    questions: Sequence[Question] = ()
    url: str | None = None
    code: str | None = None
    every_seconds: float = 2.0
    expires_at: datetime | None = None
    account: Account | None = field(default=None, repr=False)


async def begin_login(
    kit: Kit,
    *,
    provider: str,
    method: str,
    answers: Mapping[str, str],
    name: str = "",
    account_id: str | None = None,
) -> LoginState:
    """Begin to log in; with `account_id` an account that is there logs in again.

    Raises NotFound, NotConfigured, InvalidInput naming the field, AlreadyExists for a name that another
    account has, LoginRejected, Unreachable.
    """
    again = None if account_id is None else await kit.database.read(accounts.get, account_id)
    provider = provider if again is None else again.provider
    chosen = _method(provider, method)
    wanted = _unhidden(kit, chosen, held_to(chosen.fields, answers, chosen.label, bare=True), again)
    login_id = str(uuid.uuid7())
    if name:
        name = checked_name(name)
        if account_id is None:
            await kit.database.read(hold_to_own_name, name)
    _hide(kit, provider, wanted)
    step = await isolated(_login(kit, provider, login_id).begin(method, wanted), provider)
    under_way = LoginUnderWay(
        id=login_id,
        provider=provider,
        account_id=account_id,
        name=name,
        step=None,
        sealed=b"",
        expires_at=kit.now(),
    )
    return await _came_to(kit, under_way, step, new=True)


async def go_on_with_login(kit: Kit, login_id: str, answers: Mapping[str, str]) -> LoginState:
    """Go on: with the answers to its questions, without any to see whether it was confirmed.

    Raises NotFound for one that has expired, InvalidInput, LoginRejected, Unreachable.
    """
    # One look at a time: two that find it confirmed would make two accounts.
    async with kit.turns[f"login {login_id}"]:
        return await _gone_on(kit, login_id, answers)


async def _gone_on(kit: Kit, login_id: str, answers: Mapping[str, str]) -> LoginState:
    under_way = await kit.database.read(logins.get, login_id, kit.now())
    shown = _shown(under_way)
    wanted = _answered(shown, answers) if shown.questions else {}
    state = kit.vault.quiet.open(under_way.sealed)
    _hide(kit, under_way.provider, {**state, **wanted})
    login = _login(kit, under_way.provider, login_id)
    try:
        step = await isolated(login.go_on(state, wanted), under_way.provider)
    except LoginRejected:
        # It was refused or has expired at the server: there is nothing to go on with.
        await kit.database.write(logins.remove, login_id)
        raise
    return await _came_to(kit, under_way, step, new=False)


async def answer_login(kit: Kit, token: str, address: str) -> LoginState:
    """Go on with the login that a browser comes back to, sent to `address` from where it was allowed.

    `token` is the `state` it brings. Raises NotFound where no such login waits, and as `go_on_with_login`.
    """
    return await go_on_with_login(kit, login_in(token), {ANSWER: address})


async def read_login(kit: Kit, login_id: str) -> LoginState:
    """Return how far it is, asking nobody. Raises NotFound."""
    return _shown(await kit.database.read(logins.get, login_id, kit.now()))


async def forget_login(kit: Kit, login_id: str) -> None:
    """Give it up."""
    await kit.database.write(logins.remove, login_id)


async def _came_to(kit: Kit, under_way: LoginUnderWay, step: Step, *, new: bool) -> LoginState:
    if isinstance(step, LoggedIn):
        try:
            # One at a time: of two that end at once the second finds what the first has added.
            async with kit.turns[f"accounts {under_way.provider}"]:
                account = await _account(kit, under_way, step)
        finally:
            # Its code is used up, also where the account is not to be had with it.
            await kit.database.write(logins.remove, under_way.id)
        return LoginState(id=under_way.id, provider=under_way.provider, account=account)
    until = step.expires_at if isinstance(step, Visit | Consent) else kit.now() + _ANSWER_WITHIN
    _hide(kit, under_way.provider, step.state)
    sealed, shown = kit.vault.quiet.seal(step.state), _encoded(step)
    kept = LoginUnderWay(
        id=under_way.id,
        provider=under_way.provider,
        account_id=under_way.account_id,
        name=under_way.name,
        step=shown,
        sealed=sealed,
        expires_at=until,
    )
    if new:
        await kit.database.write(logins.add, kept)
    else:
        await kit.database.write(logins.go_on, under_way.id, shown, sealed, until)
    return _shown(kept)


async def _account(kit: Kit, under_way: LoginUnderWay, step: LoggedIn) -> Account:
    if under_way.account_id is not None:
        await _hold_to_the_same(kit, under_way.account_id, step)
        return await change_account(kit, under_way.account_id, settings=step.settings)
    await _refuse_twice(kit, under_way.provider, step)
    return await add_account(
        kit,
        provider=under_way.provider,
        # A login that went well is not lost for a name that was taken meanwhile.
        name="",
        suggested=under_way.name or step.name,
        settings=step.settings,
    )


async def _refuse_twice(kit: Kit, provider: str, step: LoggedIn) -> None:
    """Refuse a login that is there: all of its libraries would be kept twice.

    Raises Conflict. Of keys that are nobody's nothing is known.
    """
    names = registry.manifest_of(provider).one_of
    wanted = [step.settings.get(name, "").casefold() for name in names]
    if not wanted or not all(wanted):
        return
    for account in await kit.database.read(accounts.every):
        told = [account.settings.get(name, "").casefold() for name in names]
        if account.provider == provider and told == wanted:
            said = f"This login is there already, as {account.name}. Log in again there to renew it."
            raise AlreadyExists(said, what="login", id=account.name)


async def _hold_to_the_same(kit: Kit, account_id: str, step: LoggedIn) -> None:
    """Refuse to make an account somebody else's: its libraries and playlists would be looked for there.

    Raises NotFound, Conflict.
    """
    account = await kit.database.read(accounts.get, account_id)
    for name in registry.manifest_of(account.provider).identity:
        before, now = account.settings.get(name, ""), step.settings.get(name, "")
        # What one of them does not tell says nothing.
        if before and now and before.casefold() != now.casefold():
            said = f"{account.name} is another server or another user's. Add this login as a new account."
            raise Conflict(said)


def _login(kit: Kit, provider: str, login_id: str) -> Login:
    return registry.login(provider, kit.context(login_owner(login_id), {}))


def _hide(kit: Kit, provider: str, carried: Mapping[str, str]) -> None:
    """Keep out of the log what a login carries, but for what all may see: plain words would be blanked."""
    manifest = registry.manifest_of(provider)
    asked = [*manifest.fields, *(field for method in manifest.logins for field in method.fields)]
    hidden = {FieldKind.SECRET, FieldKind.URL}
    plain = {"name", *(field.name for field in asked if field.kind not in hidden)}
    methods = {method.name for method in manifest.logins}
    kit.vault.hide(
        {name: value for name, value in carried.items() if name not in plain and value not in methods}
    )


def _method(provider: str, method: str) -> LoginMethod:
    known = registry.manifest_of(provider).logins
    found = next((each for each in known if each.name == method), None)
    if found is None:
        names = ", ".join(each.name for each in known) or "none"
        raise InvalidInput(f"{provider} is logged in to by one of these: {names}.", field="method")
    return found


def _unhidden(
    kit: Kit, method: LoginMethod, answers: Mapping[str, str], account: Account | None
) -> dict[str, str]:
    """Put the whole address in place of one whose password is hidden. Raises InvalidInput for another's."""
    whole = dict(answers)
    kept = {} if account is None else context_of(kit, account).settings
    for asked in method.fields:
        value = whole.get(asked.name, "")
        if asked.kind is not FieldKind.URL or not is_hidden(value):
            continue
        if value != without_password(kept.get(asked.name, "")):
            said = f"The password in {asked.label} is needed again: it was hidden."
            raise InvalidInput(said, field=asked.name)
        whole[asked.name] = kept[asked.name]
    return whole


def _answered(shown: LoginState, answers: Mapping[str, str]) -> dict[str, str]:
    """Hold answers to the questions. Raises InvalidInput."""
    fields = [
        SettingField(
            name=question.name,
            label=question.label,
            help=question.help,
            kind=question.kind,
            required=question.required,
            default=question.default,
            choices=tuple(choice.value for choice in question.choices),
        )
        for question in shown.questions
    ]
    return held_to(fields, answers, "This step", bare=True)


def _brought(step: Consent) -> SettingField:
    """Return what asks for the address that the browser was sent to."""
    return SettingField(
        name=ANSWER,
        label="Address of the page you were sent to",
        help=f"It begins with {step.redirect_uri}. Copy it whole, also where the page itself does not open.",
    )


def _encoded(step: Ask | Visit | Consent) -> JsonValue:
    """Return what may be shown of a step."""
    if isinstance(step, Visit):
        return {"url": step.url, "code": step.code, "every_seconds": step.every_seconds}
    if isinstance(step, Consent):
        return {"url": step.url, **_asked(Ask(fields=(_brought(step),)))}
    return _asked(step)


def _asked(step: Ask) -> dict[str, JsonValue]:
    return {
        "questions": [
            {
                "name": item.name,
                "label": item.label,
                "help": item.help,
                "kind": item.kind.value,
                "required": item.required,
                "default": item.default,
                "choices": [[value, step.labels.get(value, value)] for value in item.choices],
            }
            for item in step.fields
        ]
    }


def _shown(under_way: LoginUnderWay) -> LoginState:
    step = under_way.step if isinstance(under_way.step, Mapping) else {}
    told = step.get("questions")
    questions = [
        Question(
            name=str(item["name"]),
            label=str(item["label"]),
            help=str(item["help"]),
            kind=FieldKind(str(item["kind"])),
            required=item["required"] is True,
            default=None if item["default"] is None else str(item["default"]),
            choices=tuple(Choice(value=str(pair[0]), label=str(pair[1])) for pair in _pairs(item["choices"])),
        )
        for item in (told if isinstance(told, Sequence) else ())
        if isinstance(item, Mapping)
    ]
    url, code, every = step.get("url"), step.get("code"), step.get("every_seconds")
    return LoginState(
        id=under_way.id,
        provider=under_way.provider,
        questions=questions,
        url=url if isinstance(url, str) else None,
        code=code if isinstance(code, str) else None,
        every_seconds=every if isinstance(every, float) else 2.0,
        expires_at=under_way.expires_at,
    )


def _pairs(value: JsonValue) -> list[Sequence[JsonValue]]:
    given = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return [pair for pair in given if isinstance(pair, Sequence)]
