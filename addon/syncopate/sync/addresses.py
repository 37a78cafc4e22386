"""Addresses with a login in them, such as a proxy in front of a server may want: the password is a secret."""

from collections.abc import Mapping
from contextlib import suppress

from yarl import URL

_HTTPS_PORT = 443
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


def shown_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """Return plain settings to be shown: some were stored before passwords in addresses were sealed."""
    return {name: without_password(value) for name, value in settings.items()}


def is_same_server(before: str, now: str) -> bool:
    """Tell whether what is secret for one address may be sent to another: same host and port, no less safely.

    A server that gets a certificate keeps its port or moves to the usual one.
    """
    with suppress(ValueError):
        old, new = URL(before), URL(now)
        if not old.host or old.host != new.host:
            return False
        if old.scheme == new.scheme:
            return old.port == new.port
        return (old.scheme, new.scheme) == ("http", "https") and new.port in {old.port, _HTTPS_PORT}
    return False


def is_hidden(address: str) -> bool:
    """Tell whether the word stands where a password belongs: the address is one that was shown."""
    with suppress(ValueError):
        return URL(address).password == HIDDEN
    return False
