"""Finds the way to a server: all of them are tried at once, and the best of those that answer is taken."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from yarl import URL

from syncopate.errors import InvalidInput, OddAnswer, SyncopateError, Unreachable
from syncopate.providers.answering import stranger, without_login
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex import parse
from syncopate.providers.plex.parse_tv import Way

_PORT = 32400
_KIND = "Plex Media Server"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PROBE = timedelta(seconds=8)
_GRACE_SECONDS = 1.0
"""How long better ways have once another has answered: at home a server answers in less."""
_ONCE = RateLimit(requests=1, seconds=1.0, concurrency=1)


def candidates(typed: str) -> tuple[str, ...]:
    """Return where a server may be, by what was typed or copied from a browser.

    The likeliest come first, and https before http where neither was typed: a token is sent there later.
    Raises InvalidInput naming the field.
    """
    text = typed.strip()
    named = bool(_SCHEME.match(text))
    found = []
    for start in (text,) if named else (f"https://{text}", f"http://{text}"):
        url = _cleaned(start)
        usual = url if url.explicit_port is not None else url.with_port(_PORT)
        found += [url, usual] if named else [usual, url]
    return tuple(dict.fromkeys(str(url).rstrip("/") for url in found))


def _cleaned(address: str) -> URL:
    with suppress(ValueError):
        url = URL(address)
        if url.scheme in {"http", "https"} and url.host and not re.search(r"\s", url.host):
            url.host.encode("idna")
            path = re.sub(r"/(web|desktop)(/.*)?$", "", url.path.rstrip("/"))
            return url.with_path(path, keep_query=False, keep_fragment=False)
    raise InvalidInput(
        "Address is where the server is reached, e.g. http://192.168.1.5:32400.", field="address"
    )


async def find_server(typed: str, *, verify_tls: bool) -> tuple[str, str]:
    """Return the address at which a server answers, and which one it is.

    Raises InvalidInput for what is no address, what is the matter with the likeliest place otherwise.
    """
    places = candidates(typed)
    # At once: where nothing answers, somebody waits for as long as one try takes.
    tries = (identify(place, verify_tls=verify_tls) for place in places)
    failed: list[Unreachable] = []
    for place, found in zip(places, await asyncio.gather(*tries, return_exceptions=True), strict=True):
        match found:
            case str():
                return place, found
            case Unreachable():
                failed.append(found)
            case BaseException():
                raise found
    # Where something answered, though not as it should, is likelier to be meant than where nothing did.
    answered = [one for one in failed if isinstance(one, OddAnswer)]
    raise (answered or failed)[0]


async def identify(address: str, *, verify_tls: bool) -> str:
    """Return which server answers there; no token is sent. Raises Unreachable, OddAnswer, InvalidInput."""
    http = HttpClient(address, what=parse.WHAT, limit=_ONCE, timeout=_PROBE, verify_tls=verify_tls)
    try:
        headers = {"Accept": "application/json"}
        return parse.machine(await http.json("GET", "/identity", headers=headers, idempotent=False))
    except Unreachable as error:
        if isinstance(error, OddAnswer):
            said = f"Something answers at {without_login(address)}, but no {_KIND}."
            raise OddAnswer(said, account=parse.WHAT) from None
        raise stranger(error, address, _KIND, what=parse.WHAT) from None
    finally:
        await http.close()


async def let_in(address: str, machine: str, headers: Mapping[str, str], *, verify_tls: bool) -> str:
    """Return the name of the server there, which takes the token in the headers. Raises LoginRejected."""
    http = HttpClient(address, what=parse.WHAT, limit=_ONCE, timeout=_PROBE, verify_tls=verify_tls)
    try:
        answer = await http.json("GET", "/", headers={**headers, "Accept": "application/json"})
    finally:
        await http.close()
    if parse.machine(answer) != machine:
        raise OddAnswer(account=parse.WHAT)
    return parse.friendly_name(answer)


async def best_way(ways: Sequence[Way], machine: str, *, verify_tls: bool) -> str:
    """Return the address of the best way at which this server answers. Raises Unreachable."""
    ranked = sorted(ways)
    tries = [asyncio.create_task(_leads(way.address, machine, verify_tls=verify_tls)) for way in ranked]
    try:
        return await _first(ranked, tries)
    finally:
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)


async def _first(ways: Sequence[Way], tries: Sequence[asyncio.Task[SyncopateError | None]]) -> str:
    waiting = set(tries)
    while waiting:
        _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        found = _best_of(tries)
        if found is None:
            continue
        if better := [one for one in tries[:found] if not one.done()]:
            await asyncio.wait(better, timeout=_GRACE_SECONDS)
        return ways[_best_of(tries) or 0].address
    raise _why(ways, [one.result() for one in tries])


def _best_of(tries: Sequence[asyncio.Task[SyncopateError | None]]) -> int | None:
    """Return which is the best of those that led to the server by now, None when none did."""
    return next((at for at, one in enumerate(tries) if one.done() and one.result() is None), None)


def _why(ways: Sequence[Way], failures: Sequence[SyncopateError | None]) -> Unreachable:
    """Return why no way leads there: of several, the best says it."""
    if not ways:
        return Unreachable("plex.tv tells no way to this server: is it running?", what=parse.WHAT)
    told = next((one.detail for one in failures if one is not None), "")
    if len(ways) == 1:
        return Unreachable(told, what=parse.WHAT)
    return Unreachable(f"None of {len(ways)} ways leads to the server. {told}".strip(), what=parse.WHAT)


async def _leads(address: str, machine: str, *, verify_tls: bool) -> SyncopateError | None:
    """Return why a way does not lead to this server, None when it does."""
    try:
        found = await identify(address, verify_tls=verify_tls)
    except (Unreachable, InvalidInput) as error:
        return error
    if found != machine:
        shown = without_login(address)
        return Unreachable(f"At {shown} another server answers.", what=parse.WHAT, host=shown)
    return None
