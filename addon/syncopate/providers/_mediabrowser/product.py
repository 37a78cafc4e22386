"""Which of the servers it is, and how it is found at what somebody typed as its address."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from urllib.parse import quote

from yarl import URL

from syncopate.errors import InvalidInput, OddAnswer, SyncopateError, Unreachable
from syncopate.providers._mediabrowser.raw import Raw, text, thing
from syncopate.providers.answering import silence, stranger
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit

_PORT = 8096
_FIND_SECONDS = timedelta(seconds=15)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d+)\.(\d+)")

type Signing = Callable[[str, str], Mapping[str, str]]
"""Makes the headers that tell who asks, of a device id and a token; "" without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A kind of server. `oldest` is the first version we speak with; `paths` are where its API may begin.

    `names_itself`: whether it tells what it is called, as only one of them does.
    """

    name: str
    domain: str
    oldest: tuple[int, int]
    names_itself: bool
    signing: Signing
    limit: RateLimit
    paths: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a server says of itself to everybody; `date` is what time it is there."""

    server_id: str
    name: str
    version: str
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A server, and the address it was found at."""

    url: str
    about: About


def spelled(scheme: str, device_id: str, token: str = "") -> str:
    """Return a header as Media Browser made it up; both servers take percent-encoded values."""
    pairs = {
        "Client": "Syncopate",
        "Device": "Syncopate",
        "DeviceId": device_id,
        "Version": version("syncopate"),
        "Token": token,
    }
    return f"{scheme} " + ", ".join(f'{name}="{quote(said)}"' for name, said in pairs.items() if said)


async def about(http: HttpClient, product: Product, *, again: bool = True) -> tuple[About, URL]:
    """Return what a server says of itself, and where it said so.

    Raises OddAnswer where it is another kind of server, Unreachable where it is too old for us.
    """
    fetched = await http.bytes("GET", "System/Info/Public", idempotent=again)
    raw: object = None
    with suppress(ValueError, RecursionError):
        raw = json.loads(fetched.content)
    said = _told(thing(raw, product.name), product)
    return About(server_id=said[0], name=said[1], version=said[2], date=fetched.date), fetched.url


def _told(raw: Raw, product: Product) -> tuple[str, str, str]:
    """Return id, name and version."""
    key, number = text(raw, "Id"), text(raw, "Version")
    numbers = _NUMBERS.match(number or "")
    if key is None or number is None or numbers is None:
        raise OddAnswer(account=product.name)
    own_name = text(raw, "ProductName")
    if (own_name is not None) != product.names_itself:
        other = own_name or "an Emby server"
        raise OddAnswer(f"At this address is {other}, not {product.name}.", account=product.name)
    if (int(numbers[1]), int(numbers[2])) < product.oldest:
        wanted = ".".join(map(str, product.oldest))
        said = f"{product.name} is too old: it is {number}, {wanted} or later is needed."
        raise Unreachable(said, what=product.name, version=number, wanted=wanted)
    return key, text(raw, "ServerName") or product.name, number


def candidates(typed: str, product: Product) -> tuple[str, ...]:
    """Return where a server may be, by what was typed; https comes before http where neither was.

    Raises InvalidInput.
    """
    plain = typed.strip()
    named = bool(_SCHEME.match(plain))
    starts = (plain,) if named else (f"https://{plain}", f"http://{plain}")
    found = [url for start in starts if (url := _cleaned(start)) is not None]
    if not plain or len(found) < len(starts):
        raise InvalidInput("That is no address of a server.", field="url")
    if not named and found[-1].explicit_port is None:
        found.append(found[-1].with_port(_PORT))
    ways = (f"{url}{path}" for url in map(_plain, found) for path in product.paths)
    return tuple(dict.fromkeys(way for way in ways if not way.lower().endswith("/emby/emby")))


def _cleaned(address: str) -> URL | None:
    """Return it without what follows a server's own address: its pages, a query, an anchor."""
    with suppress(ValueError):
        url = URL(address)
        host = url.host or ""
        if url.scheme.lower() in {"http", "https"} and host and not re.search(r"\s", host):
            host.encode("idna")
            path = re.sub(r"/web(/.*)?$", "", url.path.rstrip("/"), flags=re.IGNORECASE)
            return url.with_path(path, keep_query=False, keep_fragment=False)
    return None


def _plain(url: URL) -> str:
    return str(url).rstrip("/")


async def find_server(typed: str, product: Product, *, verify_tls: bool) -> Found:
    """Return the server at an address, however that was typed.

    Raises InvalidInput for what is no address, what is the matter with the likeliest place otherwise.
    """
    places = candidates(typed, product)
    failed: list[SyncopateError] = []
    for place in places:
        http = HttpClient(
            place, what=product.name, limit=product.limit, timeout=_FIND_SECONDS, verify_tls=verify_tls
        )
        try:
            said, there = await about(http, product, again=len(places) == 1)
        except Unreachable as error:
            failed.append(stranger(error, place, product.name, what=product.name))
        except SyncopateError as error:
            failed.append(error)
        else:
            return Found(_final(place, there), said)
        finally:
            await http.close()
    # Where something answered, though not as it should, is likelier to be meant than where nothing did.
    raise min(failed, key=silence)


def _final(place: str, there: URL) -> str:
    """Return the address with the scheme and port it was sent on to: no token shall go the old way."""
    url = URL(place)
    if there.origin() == url.origin():
        return place
    moved = there.with_query(None).with_path(url.path).with_user(url.user).with_password(url.password)
    return _plain(moved)
