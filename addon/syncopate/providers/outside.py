"""What is asked outside for no account: its code is read when it is first needed, with the HTTP client."""

from collections.abc import Callable, Collection
from importlib import import_module
from typing import cast

from syncopate.domain.server import Picture
from syncopate.providers.links import Link

type Endpoint = Callable[[str], str]


async def fetch_picture(address: str, hosts: Collection[str], endpoint: Endpoint) -> Picture:
    """Return a picture that lies on one of the hosts; see `covers.fetch_from`."""
    covers = import_module("syncopate.providers.covers")
    return cast("Picture", await covers.fetch_from(address, hosts, endpoint))


async def follow_link(
    link: Link, *, short: Collection[str], known: Collection[str], endpoint: Endpoint
) -> Link:
    """Return what a short link leads to; see `short_links.follow`."""
    following = import_module("syncopate.providers.short_links")
    return cast("Link", await following.follow(link, short=short, known=known, endpoint=endpoint))
