"""Who asks: users with their tokens, keys of the administrator, and the headers that carry them."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from fakes.mediabrowser.model import User

_PAIR = re.compile(r'\s*(\w+)\s*=\s*(?:"([^"]*)"|([^,]*))\s*(?:,|$)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a client says of itself."""

    client: str = ""
    name: str = ""
    id: str = ""
    version: str = ""

    @property
    def complete(self) -> bool:
        """Tell whether it says enough to sign in."""
        return all((self.client, self.name, self.id, self.version))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks; `user` None: a key, or nobody yet when `known` is false."""

    known: bool = False
    user: User | None = None
    device: Device = Device()
    token: str = ""

    @property
    def is_key(self) -> bool:
        """Tell whether it is a key, which acts as administrator without being anyone."""
        return self.known and self.user is None

    @property
    def admin(self) -> bool:
        """Tell whether it may do what only administrators may."""
        return self.known and (self.user is None or self.user.admin)


@dataclass(slots=True)
class Access:
    """Accounts, sessions and keys."""

    users: list[User] = field(default_factory=list)
    sessions: dict[str, tuple[User, Device]] = field(default_factory=dict)
    keys: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """The application a key was made for, and when."""

    def user(self, user_id: str) -> User | None:
        """Return the user with this id."""
        return next((one for one in self.users if one.id == user_id), None)

    def named(self, name: str) -> User | None:
        """Return the user with this name, whatever its case."""
        return next((one for one in self.users if one.name.casefold() == name.casefold()), None)

    def sign_in(self, user: User, device: Device) -> str:
        """Return a new token; what the same user had on the same device is void from now on."""
        for token, (one, known) in list(self.sessions.items()):
            if one is user and known.id == device.id:
                del self.sessions[token]
        token = secrets.token_hex(16)
        self.sessions[token] = (user, device)
        return token

    def new_key(self, app: str) -> str:
        """Return a new key."""
        key = secrets.token_hex(16)
        self.keys[key] = (app, datetime.now(UTC))
        return key

    def caller(self, token: str, device: Device) -> Caller:
        """Return who has this token."""
        if token in self.keys:
            return Caller(known=True, device=device, token=token)
        if token in self.sessions:
            user, known = self.sessions[token]
            if not user.disabled:
                return Caller(known=True, user=user, device=device if device.id else known, token=token)
        return Caller(device=device, token=token)


def read_header(value: str, schemes: tuple[str, ...]) -> Mapping[str, str]:
    """Return the pairs of a header like `MediaBrowser Client="…", Token="…"`, by lower-case name."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.casefold() not in schemes:
        return {}
    return {
        match[1].casefold(): unquote(match[2] if match[2] is not None else match[3].strip())
        for match in _PAIR.finditer(rest)
    }


def device_of(pairs: Mapping[str, str]) -> Device:
    """Return the device such a header speaks of."""
    return Device(
        client=pairs.get("client", ""),
        name=pairs.get("device", ""),
        id=pairs.get("deviceid", ""),
        version=pairs.get("version", ""),
    )
