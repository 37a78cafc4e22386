"""Addresses of pictures: those of services are fetched by us, never by the browser."""

from urllib.parse import urlencode

from syncopate.sync.artwork import is_served


def cover_at(address: str | None) -> str:
    """Return where we pass on a service's cover, from the top; "" where there is none that we fetch."""
    return f"sources/cover?{urlencode({'u': address})}" if is_served(address) else ""
