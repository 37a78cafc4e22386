"""Requests as the API means them: what is asked with which values, by whom; and refusals."""

from collections.abc import Iterable
from dataclasses import dataclass

from fakes.opensubsonic.model import User

MESSAGES = {
    0: "A generic error.",
    10: "Required parameter is missing.",
    20: "Incompatible Subsonic REST protocol version. Client must upgrade.",
    30: "Incompatible Subsonic REST protocol version. Server must upgrade.",
    40: "Wrong username or password.",
    41: "Token authentication not supported for LDAP users.",
    42: "Provided authentication mechanism not supported.",
    43: "Multiple conflicting authentication mechanisms provided.",
    44: "Invalid API key.",
    50: "User is not authorized for the given operation.",
    60: "The trial period is over.",
    70: "The requested data was not found.",
}


class Refusal(Exception):
    """An answer with status "failed"."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message or MESSAGES[code])
        self.code = code
        self.message = message or MESSAGES[code]


@dataclass(frozen=True, slots=True)
class Ask:
    """The values of one request, each name with all its values in order; `user` is who asks."""

    values: dict[str, list[str]]
    user: User

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], user: User) -> Ask:
        """Gather pairs."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return cls(values, user)

    def get(self, name: str) -> str | None:
        """Return one value, None when there is none. Two are refused."""
        found = self.values.get(name, [])
        if len(found) > 1:
            raise Refusal(0, f"{name} is given twice.")
        return found[0] if found else None

    def need(self, name: str) -> str:
        """Return one value that has to be there, and not empty."""
        found = self.get(name)
        if not found:
            raise Refusal(10, f"Missing parameter: {name}")
        return found

    def all(self, name: str) -> list[str]:
        """Return all values."""
        return self.values.get(name, [])

    def number(self, name: str, default: int) -> int:
        """Return a number that is not negative."""
        found = self.get(name)
        if found is None:
            return default
        if not found.isdecimal():
            raise Refusal(0, f"{name} is no number.")
        return int(found)

    def numbers(self, name: str) -> list[int]:
        """Return numbers that are not negative."""
        found = self.all(name)
        if not all(value.isdecimal() for value in found):
            raise Refusal(0, f"{name} is no number.")
        return [int(value) for value in found]
