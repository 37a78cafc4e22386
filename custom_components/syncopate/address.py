"""Where the engine is, as people write it."""

from collections.abc import Mapping
from ipaddress import IPv6Address
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_SSL
from yarl import URL


class InvalidAddress(ValueError):
    """What was written is no address of an engine."""


def read_address(entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entered fields with host, port and ssl as an entry keeps them. Raises InvalidAddress.

    The host field also takes `host:port` and a whole URL, whose port and scheme then win; a path is
    refused, since the engine lives at the root of its address.
    """
    text = str(entered[CONF_HOST]).strip()
    scheme = "https" if entered.get(CONF_SSL) else "http"
    try:
        url = URL(text if "://" in text else f"{scheme}://{_bracketed(text)}")
        port = url.explicit_port or int(entered[CONF_PORT])
    except ValueError as error:
        raise InvalidAddress from error
    if not url.host or url.scheme not in {"http", "https"}:
        raise InvalidAddress
    if url.path != "/" or url.query_string or url.fragment or url.user or url.password:
        raise InvalidAddress
    return {**entered, CONF_HOST: url.host, CONF_PORT: port, CONF_SSL: url.scheme == "https"}


def _bracketed(text: str) -> str:
    try:
        return f"[{IPv6Address(text)}]"
    except ValueError:
        return text
