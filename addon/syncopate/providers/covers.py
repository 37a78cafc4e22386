"""Pictures of playlists, fetched where their source says they are: from public places only.

An address comes from a service, from a file that somebody made, or from whoever asks for a page's pictures:
it must lead to nothing in the household. No login goes with any of it.
"""

import socket
from collections.abc import Callable, Collection
from contextlib import suppress
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from syncopate.domain.server import Picture
from syncopate.errors import InvalidInput, OddAnswer, Unreachable
from syncopate.providers.links import lies_on

LARGEST_COVER = 5_000_000
"""Bytes a picture may have."""
_SECONDS = 20.0
_HOPS = 3
_NAT64 = IPv6Network("64:ff9b::/96")
_WHAT = "The picture"


async def fetch_cover(cover_url: str, *, trusted: str | None = None, allow_loopback: bool = False) -> Picture:
    """Return a picture of 5 MB at most. Raises Unreachable, OddAnswer for what is no picture.

    Only http and https, only public addresses, looked up once and held to: but for what the server
    `trusted` serves, by the scheme and port of this address. `allow_loopback` is for tests.
    """

    def allowed(address: str) -> bool:
        return is_public(address) or (allow_loopback and _is_loopback(address))

    url, own = _address(cover_url), None if trusted is None else _origin(URL(trusted))
    for _ in range(_HOPS + 1):
        picture = await _fetch(url, None if _origin(url) == own else allowed)
        if isinstance(picture, Picture):
            return picture
        url = picture
    raise OddAnswer("The picture's server sends on in circles.", account=_WHAT)


async def fetch_from(cover_url: str, hosts: Collection[str], endpoint: Callable[[str], str]) -> Picture:
    """Return a picture that lies on one of the `hosts`, or on one below them; `endpoint` may stand in.

    By https alone, and sent on to no other host. Raises InvalidInput for an address anywhere else,
    Unreachable, OddAnswer.
    """
    if not lies_on(cover_url, hosts):
        raise InvalidInput("No service has its pictures there.", field="u")
    url = _address(cover_url)
    for _ in range(_HOPS + 1):
        instead = URL(endpoint(str(url.with_query(None)))).with_query(url.query_string)
        there = url if instead.origin() == url.origin() else instead
        picture = await _fetch(there, is_public if there is url else None, url)
        if isinstance(picture, Picture):
            return picture
        if not lies_on(str(picture), hosts):
            raise OddAnswer(f"{_WHAT} is sent on to {picture.host}.", account=_WHAT)
        url = picture
    raise OddAnswer("The picture's server sends on in circles.", account=_WHAT)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the internet, not of a house, a machine or a provider's inside."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _carried(ip)
        if ip.is_site_local or (inner is not None and not is_public(str(inner))):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """Return the older address that one of the newer stands for."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class _Guarded(AbstractResolver):
    """Looks names up, and leaves out addresses that are not allowed."""

    def __init__(self, allowed: Callable[[str], bool]) -> None:
        self._allowed = allowed
        self._names = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        public = [one for one in found if self._allowed(one["host"])]
        if not public:
            raise _refused(host)
        return public

    async def close(self) -> None:
        await self._names.close()


async def _fetch(url: URL, allowed: Callable[[str], bool] | None, asked: URL | None = None) -> Picture | URL:
    """Return a picture, or where it is to be had; `asked` is what the address stands in for."""
    host = url.host or ""
    # Numbers are not looked up by the connector, so the resolver never sees them.
    if allowed is not None and _is_number(host) and not allowed(host):
        raise _refused(host)
    connector = TCPConnector(resolver=None if allowed is None else _Guarded(allowed), use_dns_cache=False)
    try:
        async with (
            ClientSession(
                connector=connector, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=_SECONDS)
            ) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            return await _judged(asked or url, response)
    except TimeoutError:
        said = f"{_WHAT} did not come within {_SECONDS:g} s."
    except ClientError, OSError, ValueError:
        said = f"{_WHAT} cannot be fetched from {host}."
    raise Unreachable(said, what=_WHAT, host=host)


async def _judged(url: URL, response: ClientResponse) -> Picture | URL:
    status = response.status
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST and "Location" in response.headers:
        return _address(str(url.join(URL(response.headers["Location"]))))
    if status != HTTPStatus.OK:
        said = f"The picture's server answers with the status {status}."
        raise Unreachable(said, what=_WHAT, status=str(status))
    kind = response.content_type
    if not kind.startswith("image/") or kind == "image/svg+xml":
        raise OddAnswer("What is at the picture's address is no picture.", account=_WHAT)
    parts: list[bytes] = []
    left = LARGEST_COVER
    async for part in response.content.iter_any():
        left -= len(part)
        if left < 0:
            limit = f"{LARGEST_COVER / 1_000_000:g} MB"
            raise OddAnswer(f"{_WHAT} has more than {limit}.", account=_WHAT, limit=limit)
        parts.append(part)
    if left == LARGEST_COVER:
        raise OddAnswer("What is at the picture's address is empty.", account=_WHAT)
    return Picture(content=b"".join(parts), content_type=kind)


def _address(text: str) -> URL:
    """Return where a picture is. Raises Unreachable for what is no address of one."""
    with suppress(ValueError):
        url = URL(text.strip())
        if url.scheme in {"http", "https"} and url.host and not url.user:
            return url
    raise Unreachable("The picture's address does not begin with http:// or https://.", what=_WHAT)


def _origin(url: URL) -> tuple[str, str | None, int | None]:
    """Return what says whose an address is: other ports of a host are other servers."""
    return url.scheme, url.host, url.port


def _is_number(host: str) -> bool:
    """Tell whether the connector takes it for an IP address, be it one or an odd spelling of one."""
    return ":" in host or host.replace(".", "").isdigit()


def _is_loopback(address: str) -> bool:
    with suppress(ValueError):
        return ip_address(address).is_loopback
    return False


def _refused(host: str) -> Unreachable:
    return Unreachable(f"{_WHAT} is at {host}, which is no public address.", what=_WHAT, host=host)
