"""Who an account is on its server, and where that is: by what its login has kept, whatever the service."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from syncopate.providers import registry
from syncopate.providers.manifest import FieldKind, Manifest
from syncopate.store.accounts import Account
from syncopate.store.members import Member

_NAMES = ("user_name", "username", "user")
"""Settings that hold what a user is called, the surest first."""
_KEYS = ("user_id", *_NAMES)
"""Settings that hold what a server knows a user by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """What the user is called, the server's own key for it, and the server; "" where it is not known."""

    user: str = ""
    user_key: str = ""
    server: str = ""


def whose(account: Account, people: Iterable[Member] = ()) -> Whose:
    """Tell it; a user that is kept by its key alone is called as who is who (`people`) says."""
    manifest = registry.manifests().get(account.provider)
    if manifest is None:
        return Whose()
    key = _first(account, manifest, _KEYS)
    called = (
        user.user_name
        for member in people
        for user in member.users
        if key and (user.account_id, user.user) == (account.id, key)
    )
    return Whose(
        user=_first(account, manifest, _NAMES) or next(called, ""),
        user_key=key,
        server=_first(account, manifest, ("server_name",)) or _host(account, manifest),
    )


def _first(account: Account, manifest: Manifest, names: Iterable[str]) -> str:
    plain = {field.name for field in manifest.fields if field.kind is FieldKind.TEXT}
    return next((said for name in names if name in plain and (said := account.settings.get(name))), "")


def _host(account: Account, manifest: Manifest) -> str:
    """Return host and port of its address, never a login that stands in it."""
    for field in manifest.fields:
        address = account.settings.get(field.name)
        if field.kind is FieldKind.URL and address:
            return urlsplit(address).netloc.rpartition("@")[2]
    return ""
