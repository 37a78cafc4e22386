"""Settings the user changes: checked, sealed where secret, stored, told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.event import Event, EventType
from syncopate.errors import AccessDenied
from syncopate.settings import SETTINGS, Setting, SettingKind, setting_named
from syncopate.store import settings
from syncopate.store.database import Connection
from syncopate.store.encoding import JsonValue
from syncopate.sync.kit import Kit

_KEYS = ("api_keys", "api-keys")

type _Value = str | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsInForce:
    """Plain values by dotted name, defaults filled in."""

    values: Mapping[str, JsonValue]

    def value[T](self, name: str, kind: type[T]) -> T | None:
        """Return one value as its type, None when it is not set."""
        found = self.values.get(name)
        return found if isinstance(found, kind) else None


async def read_settings(kit: Kit) -> SettingsInForce:
    """Return all plain settings as they are in force."""
    stored = await kit.database.read(settings.every)
    plain = [setting for setting in SETTINGS if setting.kind is not SettingKind.SECRET]
    return SettingsInForce(
        values={setting.name: stored.get(setting.name, setting.default) for setting in plain}
    )


async def change_settings(kit: Kit, values: Mapping[str, JsonValue]) -> None:
    """Change settings by dotted name, all or none; None goes back to the default.

    Raises InvalidInput, and AccessDenied for what is not changed here.
    """
    checked: list[tuple[Setting, _Value]] = []
    for name, value in values.items():
        if name.startswith(_KEYS):
            raise AccessDenied("Keys are made and revoked by themselves, not among the settings.")
        setting = setting_named(name)
        checked.append((setting, setting.checked(value)))
    if not checked:
        return
    now = kit.now()
    await kit.database.write(_store, kit, checked, now)
    names = ", ".join(setting.name for setting, _ in checked)
    await kit.tell(
        Event(
            type=EventType.SETTINGS_CHANGED,
            at=now,
            name="settings",
            status="changed",
            data={"names": names},
        )
    )


async def secret_setting(kit: Kit, name: str) -> str | None:
    """Return a secret as it was given, None when it is not set. Raises SecretsUnreadable."""
    sealed = await kit.database.read(settings.get_secret, name)
    return None if sealed is None else kit.vault.open(sealed).get(name)


def _store(connection: Connection, kit: Kit, changes: list[tuple[Setting, _Value]], at: datetime) -> None:
    for setting, value in changes:
        if setting.kind is not SettingKind.SECRET:
            settings.put(connection, setting.name, value, at)
        else:
            # The name inside the seal keeps one secret from standing in for another.
            sealed = kit.vault.seal({setting.name: str(value)}) if value else None
            settings.put_secret(connection, setting.name, sealed, at)
