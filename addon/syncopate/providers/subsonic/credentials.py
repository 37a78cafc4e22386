"""How a request says who asks."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex

from syncopate.errors import NotConfigured

type Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Either user and password, or an API key. `itself`: the password is sent, not a token made of it."""

    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    itself: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Credentials:
        """Read an account's settings. Raises NotConfigured."""
        key, user, password = (settings.get(name, "") for name in ("api_key", "user", "password"))
        if not key and not (user and password):
            raise NotConfigured("The login of the Subsonic server is missing.", what="subsonic.password")
        return cls(
            user=user, password=password, api_key=key, itself=settings.get("password_as", "token") == "itself"
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what no text may hold."""
        return tuple(one for one in (self.password, self.password.encode().hex(), self.api_key) if one)

    def pairs(self) -> Pairs:
        """Return what is sent, a token with a salt of its own every time."""
        if self.api_key:
            return [("apiKey", self.api_key)]
        if self.itself:
            return [("u", self.user), ("p", f"enc:{self.password.encode().hex()}")]
        salt = token_hex(8)
        token = hashlib.md5(f"{self.password}{salt}".encode(), usedforsecurity=False).hexdigest()
        return [("u", self.user), ("t", token), ("s", salt)]
