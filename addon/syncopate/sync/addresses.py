"""Addresses with a login in them, such as a proxy in front of a server may want: the password is a secret."""

from contextlib import suppress

from yarl import URL

HIDDEN = "hidden"
"""What stands in place of the password where an address is shown."""


def holds_password(address: str) -> bool:
    """Tell whether a password stands in an address."""
    with suppress(ValueError):
        return URL(address).password is not None
    return False


def without_password(address: str) -> str:
    """Return an address to be shown, with a word in place of the password."""
    return str(URL(address).with_password(HIDDEN)) if holds_password(address) else address


def is_hidden(address: str) -> bool:
    """Tell whether the word stands where a password belongs: the address is one that was shown."""
    with suppress(ValueError):
        return URL(address).password == HIDDEN
    return False
