"""Who may ask: versions, user with password or token, API keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5

from fakes.opensubsonic.asking import Refusal
from fakes.opensubsonic.model import User

_TOKENS_SINCE = (1, 13)


def read_version(text: str) -> tuple[int, ...]:
    """Read a version of the protocol."""
    parts = text.split(".")
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        raise Refusal(0, f"Invalid version: {text}")
    return tuple(int(part) for part in parts)


@dataclass(slots=True)
class Access:
    """The users, and what is taken as their login."""

    version: tuple[int, ...]
    extensions: Mapping[str, list[int]]
    users: dict[str, User] = field(default_factory=dict)

    def speaks(self, given: Mapping[str, str]) -> None:
        """Refuse a client that names itself not, or speaks another protocol."""
        for name in ("v", "c"):
            if not given.get(name):
                raise Refusal(10, f"Missing parameter: {name}")
        client = read_version(given["v"])
        if client[0] < self.version[0]:
            raise Refusal(20)
        if client[:2] > self.version[:2]:
            raise Refusal(30)

    def user(self, given: Mapping[str, str]) -> User:
        """Return who asks."""
        if "apiKey" in given:
            return self._by_key(given)
        name = given.get("u")
        if not name:
            raise Refusal(10, "Missing parameter: u")
        user = next((one for one in self.users.values() if one.name.casefold() == name.casefold()), None)
        if given.get("p"):
            if "t" in given:
                raise Refusal(43)
            good = user is not None and _plain(given["p"]) == user.password
        else:
            good = self._token_is_good(given, user)
        if user is None or not good:
            raise Refusal(40)
        return user

    def _token_is_good(self, given: Mapping[str, str], user: User | None) -> bool:
        token, salt = given.get("t"), given.get("s")
        if not token or not salt or self.version < _TOKENS_SINCE:
            raise Refusal(10)
        if user is None:
            return False
        if not user.tokens:
            raise Refusal(41)
        return md5(f"{user.password}{salt}".encode()).hexdigest() == token.lower()  # noqa: S324 -- the protocol

    def _by_key(self, given: Mapping[str, str]) -> User:
        if "apiKeyAuthentication" not in self.extensions:
            # It is not known, so what is known is missing.
            raise Refusal(10, "Missing parameter: u")
        if any(name in given for name in ("u", "p", "t", "s")):
            raise Refusal(43)
        key = given["apiKey"]
        user = next((one for one in self.users.values() if one.api_key and one.api_key == key), None)
        if user is None:
            raise Refusal(44)
        return user


def _plain(password: str) -> str:
    if not password.startswith("enc:"):
        return password
    try:
        return bytes.fromhex(password[4:]).decode()
    except ValueError:
        return password
