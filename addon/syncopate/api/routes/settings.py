"""Routes of settings."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context
from syncopate.api.present.system import settings_view
from syncopate.api.wire.system import SettingsPatch, SettingsView
from syncopate.settings import SETTINGS, SettingKind
from syncopate.store import settings
from syncopate.store.database import Connection
from syncopate.sync.settings import change_settings as change

router = APIRouter(tags=["settings"])


@router.get("/settings", responses=problems())
async def read_settings(context: Context, _caller: Admin) -> SettingsView:
    """Return all settings; of secrets only whether they are set."""
    return await context.kit.database.read(_view)


@router.patch("/settings", responses=problems(413))
async def change_settings(context: Context, _caller: Admin, changes: SettingsPatch) -> SettingsView:
    """Change settings by dotted name, all or none; null goes back to the default."""
    await change(context.kit, changes.values)
    return await context.kit.database.read(_view)


def _view(connection: Connection) -> SettingsView:
    secrets = [setting.name for setting in SETTINGS if setting.kind is SettingKind.SECRET]
    there = [name for name in secrets if settings.has_secret(connection, name)]
    return settings_view(settings.every(connection), there)
