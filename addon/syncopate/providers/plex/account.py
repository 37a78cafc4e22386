"""What an account's settings say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

from syncopate.errors import NotConfigured
from syncopate.providers.capability import Context

PRODUCT = "Syncopate"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexAccount:
    """An account, ready to be used. `pins` are those of users of the Plex Home, by name in lower case.

    `server_token` empty: plex.tv tells it. `address` empty: plex.tv tells the ways to the server. `user_id`
    is what plex.tv knows the account's own user by, "" where that is not known.
    """

    token: str = field(repr=False)
    client_identifier: str
    server: str
    server_token: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    user_id: str = ""
    verify_tls: bool = True
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)
    odd_pins: bool = False


def account_of(context: Context) -> PlexAccount:
    """Read the settings. Raises NotConfigured."""
    settings = context.settings
    for name in ("token", "client_identifier", "server"):
        if not settings.get(name):
            raise NotConfigured(f"This Plex account is not signed in: its {name} is missing.", what=name)
    return PlexAccount(
        token=settings["token"],
        client_identifier=settings["client_identifier"],
        server=settings["server"],
        server_token=settings.get("server_token") or "",
        address=(settings.get("address") or "").rstrip("/"),
        user_id=settings.get("user_id") or "",
        verify_tls=settings.get("verify_tls", "true") != "false",
        pins=pins_in(settings.get("user_pins") or ""),
        odd_pins=has_no_pin(settings.get("user_pins") or ""),
    )


def pins_in(text: str) -> dict[str, str]:
    """Read "Kim=1234, Otto=5678" into PINs by name in lower case; what is no pair says nothing."""
    pairs = (part.rpartition("=") for part in _parts(text))
    return {name.strip().casefold(): pin.strip() for name, _, pin in pairs if name.strip() and pin.strip()}


def has_no_pin(text: str) -> bool:
    """Tell whether a part of it is no name with a PIN."""
    pairs = (part.rpartition("=") for part in _parts(text) if part.strip())
    return not all(name.strip() and pin.strip() for name, _, pin in pairs)


def _parts(text: str) -> list[str]:
    return text.replace("\n", ",").replace(";", ",").split(",")


def headers_of(client_identifier: str) -> dict[str, str]:
    """Return what tells plex.tv and servers who asks: this login alone, nothing of the machine."""
    return {
        "X-Plex-Client-Identifier": client_identifier,
        "X-Plex-Product": PRODUCT,
        "X-Plex-Version": _version(),
        "X-Plex-Device": PRODUCT,
        "X-Plex-Device-Name": PRODUCT,
        "X-Plex-Platform": "Linux",
    }


@cache
def _version() -> str:
    return version("syncopate")
