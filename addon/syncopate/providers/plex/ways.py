"""Finds the way to a server: all of them are tried at once, and the best of those that answer is taken."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

from syncopate.errors import InvalidInput, OddAnswer, SyncopateError, Unreachable
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex import parse
from syncopate.providers.plex.parse_tv import Way

_PROBE = timedelta(seconds=8)
_GRACE_SECONDS = 1.0
"""How long better ways have once another has answered: at home a server answers in less."""
_ONCE = RateLimit(requests=1, seconds=1.0, concurrency=1)


async def identify(address: str, *, verify_tls: bool) -> str:
    """Return which server answers there; no token is sent. Raises Unreachable, InvalidInput."""
    http = HttpClient(address, what=parse.WHAT, limit=_ONCE, timeout=_PROBE, verify_tls=verify_tls)
    try:
        headers = {"Accept": "application/json"}
        return parse.machine(await http.json("GET", "/identity", headers=headers, idempotent=False))
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
        return Unreachable(f"At {address} another server answers.", what=parse.WHAT, host=address)
    return None
