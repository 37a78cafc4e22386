"""Settings: every one there is, saved together; and API keys, shown once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from syncopate.access.keys import Scope
from syncopate.errors import InvalidInput
from syncopate.settings import SETTINGS, Setting, SettingKind, TextForm, refused_line
from syncopate.store import keys, settings as stored
from syncopate.store.database import Connection
from syncopate.store.encoding import JsonValue
from syncopate.store.keys import ApiKey
from syncopate.sync.keyring import KeyRing
from syncopate.sync.settings import change_settings
from syncopate.web.sentences import WRONG
from syncopate.web.setting_words import SECTIONS
from syncopate.web.visit import Visit

HIDDEN = frozenset({"guide.left"})
"""Kept by the pages themselves."""

_PER_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting with its value; of secrets only whether they are set."""

    setting: Setting
    value: JsonValue
    is_set: bool
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All settings by section, and the keys."""

    sections: Sequence[tuple[str, Sequence[Shown]]]
    keys: Sequence[ApiKey]
    may_change: bool
    new_key: str = ""
    key_refused: bool = False
    zone: str = ""


async def show(visit: Visit) -> Response:
    """Show them."""
    return visit.page("settings.html", await _view(visit), active="settings")


async def _view(visit: Visit) -> View:
    view = await visit.kit.database.read(_gather)
    may = visit.visitor is not None and visit.visitor.may(Scope.ADMIN)
    return replace(view, may_change=may, keys=view.keys if may else (), zone=str(visit.kit.zone))


def _gather(connection: Connection) -> View:
    values = stored.every(connection)
    shown = [
        Shown(
            setting=setting,
            value=values.get(setting.name, setting.default),
            is_set=setting.kind is SettingKind.SECRET and stored.has_secret(connection, setting.name),
        )
        for setting in SETTINGS
        if setting.name not in HIDDEN
    ]
    sections = [
        (section, [item for item in shown if item.setting.section == section])
        for section in (*SECTIONS, *sorted({item.setting.section for item in shown} - set(SECTIONS)))
    ]
    return View(
        sections=[(name, items) for name, items in sections if items],
        keys=sorted(keys.every(connection), key=lambda key: (key.revoked_at is not None, key.created_at)),
        may_change=False,
    )


async def save(visit: Visit) -> Response:
    """Save what was changed, all of it or nothing; a form with something wrong in it is shown again."""
    view = await visit.kit.database.read(_gather)
    wrong: dict[str, str] = {}
    changes: dict[str, JsonValue] = {}
    for _, items in view.sections:
        for item in items:
            try:
                value = _value(visit, item.setting)
                if value is not None and value != item.value:
                    item.setting.checked(value)
            except InvalidInput:
                wrong[item.setting.name] = _wanted(visit, item.setting)
                continue
            if item.setting.kind is SettingKind.SECRET:
                if value is not None:
                    changes[item.setting.name] = value
                elif visit.field(f"forget.{item.setting.name}") == "on":
                    changes[item.setting.name] = None
            elif value != item.value:
                changes[item.setting.name] = value
    if wrong:
        return await _again(visit, wrong)
    if not changes:
        return visit.to("settings", said="unchanged")
    await change_settings(visit.kit, changes)
    return visit.to("settings", said="saved")


async def _again(visit: Visit, wrong: Mapping[str, str]) -> Response:
    """Show the form as it was sent, with what is wrong beside the fields."""
    view = await _view(visit)
    sections = [(section, [_sent(visit, item, wrong) for item in items]) for section, items in view.sections]
    error = InvalidInput("Some settings cannot be as they are entered.")
    return visit.page("settings.html", replace(view, sections=sections), active="settings", error=error)


def _sent(visit: Visit, item: Shown, wrong: Mapping[str, str]) -> Shown:
    text, name = visit.field(item.setting.name), item.setting.name
    match item.setting.kind:
        case SettingKind.SECRET:
            return replace(item, wrong=wrong.get(name, ""))
        case SettingKind.SWITCH:
            return replace(item, value=text == "on")
        case _:
            return replace(item, value=text, wrong=wrong.get(name, ""))


def _wanted(visit: Visit, setting: Setting) -> str:
    """Return what a setting must be, for people."""
    key: str = setting.form or (setting.kind if setting.kind is SettingKind.NUMBER else "other")
    line = refused_line(setting.form, visit.field(setting.name))
    if setting.kind is SettingKind.LINES and line is None:
        key = "other"
    said = visit.texts.gettext(WRONG[key])
    return said.format(least=setting.minimum, most=setting.maximum, line=line)


def _value(visit: Visit, setting: Setting) -> str | int | bool | None:
    text = visit.field(setting.name)
    match setting.kind:
        case SettingKind.SWITCH:
            return text == "on"
        case SettingKind.NUMBER:
            if not text:
                return None
            if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 -- larger than any
                raise InvalidInput(f"That is not a value for {setting.name}.", setting=setting.name)
            return int(text)
        case SettingKind.LINES:
            return "\n".join(text.splitlines()).strip() or None
        case _ if setting.form is TextForm.TOPIC:
            return text
        case _:
            return text or None


async def create_key(visit: Visit) -> Response:
    """Make a key and show it this once."""
    try:
        text = await _created(visit)
    except InvalidInput as error:
        view = replace(await _view(visit), key_refused=True)
        return visit.page("settings.html", view, active="settings", error=error, at="/settings")
    view = replace(await _view(visit), new_key=text)
    return visit.page("settings.html", view, active="settings", at="/settings")


async def _created(visit: Visit) -> str:
    wanted = {str(scope) for scope in visit.form.getlist("scope")}
    if not wanted or not wanted <= {scope.value for scope in Scope}:
        raise InvalidInput("Choose what the key may do.", field="scope")
    text, _ = await KeyRing(visit.kit).create(
        name=visit.needed("name", 100),
        scopes=[Scope(scope) for scope in wanted],
        per_minute=_PER_MINUTE,
        expires_at=None,
    )
    return text


async def revoke_key(visit: Visit) -> Response:
    """Revoke a key at once, with the sessions it began."""
    await KeyRing(visit.kit).revoke(visit.request.path_params["id"])
    return visit.to("settings", said="revoked")
