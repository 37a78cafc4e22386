"""What is wrong with the address of a server."""

from urllib.parse import urlsplit

_MOST = 65_535
NO_HOST = "names no host that there can be"


def fault_in(address: str) -> str | None:
    """Return what is to be said of it after the name of its field, None when nothing is wrong."""
    text = address.strip()
    scheme, _, rest = text.partition("://")
    if not rest or scheme.lower() not in {"http", "https"}:
        return "is an address that begins with http:// or https://"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # brackets that hold no address
        return NO_HOST
    if not host:
        return NO_HOST
    try:
        good = parts.port is None or 0 < parts.port <= _MOST
    except ValueError:
        good = False
    return None if good else "names a port that there cannot be: ports are 1 to 65535"
