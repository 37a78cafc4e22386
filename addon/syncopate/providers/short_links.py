"""Short links: asked where they lead, at the services' own hosts and nowhere else."""

import re
from collections.abc import Callable, Collection
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from syncopate.errors import OddAnswer, Unreachable
from syncopate.providers.http import up_to
from syncopate.providers.links import Link, take_apart

_HOPS = 5
_PATIENCE = ClientTimeout(total=10.0, sock_connect=5.0)
_MOST = 300_000
"""Bytes of a page that are looked at: some send on by script, the address is near its top."""
_ADDRESS = re.compile(r"https://[^\s<>\"'\\]+")


async def follow(
    link: Link, *, short: Collection[str], known: Collection[str], endpoint: Callable[[str], str]
) -> Link:
    """Return what a short link leads to: the first address on a `known` host.

    Only hosts in `short` are asked, over https. Raises OddAnswer where it leads elsewhere or nowhere,
    Unreachable.
    """
    async with ClientSession(cookie_jar=DummyCookieJar(), timeout=_PATIENCE) as session:
        for _ in range(_HOPS):
            if link.host in known:
                return link
            if link.host not in short:
                break
            onward = await _onward(session, link, known, endpoint)
            if onward is None:
                break
            link = onward
    raise OddAnswer(f"This link of {link.host} leads to nothing that can be added.", account=link.host)


async def _onward(
    session: ClientSession, link: Link, known: Collection[str], endpoint: Callable[[str], str]
) -> Link | None:
    """Ask one host where it sends on."""
    asked = URL(link.text).with_scheme("https").with_port(None)
    # What stands in for a host is asked by the path and query of the link itself.
    there = URL(endpoint(str(asked.with_query(None)))).with_query(asked.query_string)
    try:
        async with session.get(there, allow_redirects=False) as response:
            if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
                onward = response.headers.get("Location", "")
                return take_apart(str(asked.join(URL(onward)))) if onward else None
            if response.status != HTTPStatus.OK:
                return None
            page = (await up_to(response.content, _MOST)).decode("utf-8", "replace")
    except (ClientError, OSError, TimeoutError, ValueError) as error:
        raise Unreachable(f"{link.host} cannot be reached.", what=link.host) from error
    found = (take_apart(text) for text in _ADDRESS.findall(page))
    return next((each for each in found if each is not None and each.host in known), None)
