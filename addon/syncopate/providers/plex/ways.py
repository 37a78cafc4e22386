"""Finds the way to a server: all of them are tried at once, and the best of those that answer is taken."""

import asyncio
import re
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from yarl import URL

from syncopate.errors import InvalidInput, OddAnswer, SyncopateError, Unreachable
from syncopate.providers.answering import silence, stranger, without_login
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex import parse
from syncopate.providers.plex.fields import WHAT
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
    best, told = await _first_good([_told(place, verify_tls=verify_tls) for place in places])
    if best is not None:
        return places[best], str(told[best])
    failed = [one for one in told if isinstance(one, SyncopateError)]
    # Where something answered, though not as it should, is likelier to be meant than where nothing did.
    raise min(failed, key=silence)


async def _told(address: str, *, verify_tls: bool) -> str | SyncopateError:
    """Return which server answers there, or why none does."""
    try:
        return await identify(address, verify_tls=verify_tls)
    except (Unreachable, InvalidInput) as error:
        return error


async def identify(address: str, *, verify_tls: bool) -> str:
    """Return which server answers there; no token is sent. Raises Unreachable, OddAnswer, InvalidInput."""
    http = HttpClient(address, what=WHAT, limit=_ONCE, timeout=_PROBE, verify_tls=verify_tls)
    try:
        headers = {"Accept": "application/json"}
        return parse.machine(await http.json("GET", "/identity", headers=headers, idempotent=False))
    except Unreachable as error:
        if isinstance(error, OddAnswer):
            said = f"Something answers at {without_login(address)}, but no {_KIND}."
            raise OddAnswer(said, account=WHAT) from None
        raise stranger(error, address, _KIND, what=WHAT) from None
    finally:
        await http.close()


async def let_in(address: str, machine: str, headers: Mapping[str, str], *, verify_tls: bool) -> str:
    """Return the name of the server there, which takes the token in the headers. Raises LoginRejected."""
    http = HttpClient(address, what=WHAT, limit=_ONCE, timeout=_PROBE, verify_tls=verify_tls)
    try:
        answer = await http.json("GET", "/", headers={**headers, "Accept": "application/json"})
    finally:
        await http.close()
    if parse.machine(answer) != machine:
        raise OddAnswer(account=WHAT)
    return parse.friendly_name(answer)


async def best_way(ways: Sequence[Way], machine: str, *, verify_tls: bool) -> str:
    """Return the address of the best way at which this server answers. Raises Unreachable."""
    ranked = sorted(ways)
    best, told = await _first_good([_leads(way.address, machine, verify_tls=verify_tls) for way in ranked])
    if best is None:
        raise _why(ranked, told)
    return ranked[best].address


async def _first_good[T](
    tries: Sequence[Coroutine[Any, Any, T | SyncopateError]],
) -> tuple[int | None, list[T | SyncopateError | None]]:
    """Try all at once, the best first; return which is good, and what each came to (None: not waited for).

    A better one has some time after the first that is good.
    """
    tasks = [asyncio.create_task(one) for one in tries]
    waiting = set(tasks)
    try:
        while waiting and _best_of(tasks) is None:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if better := [one for one in tasks[: _best_of(tasks) or 0] if not one.done()]:
            await asyncio.wait(better, timeout=_GRACE_SECONDS)
        return _best_of(tasks), [one.result() if one.done() else None for one in tasks]
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _best_of[T](tasks: Sequence[asyncio.Task[T | SyncopateError]]) -> int | None:
    """Return which is the best of those that are good by now, None when none is."""
    done = ((at, one) for at, one in enumerate(tasks) if one.done())
    return next((at for at, one in done if not isinstance(one.result(), SyncopateError)), None)


def _why(ways: Sequence[Way], failures: Sequence[SyncopateError | None]) -> Unreachable:
    """Return why no way leads there: of several, the best says it."""
    if not ways:
        return Unreachable("plex.tv tells no way to this server: is it running?", what=WHAT)
    told = next((one.detail for one in failures if one is not None), "")
    if len(ways) == 1:
        return Unreachable(told, what=WHAT)
    return Unreachable(f"None of {len(ways)} ways leads to the server. {told}".strip(), what=WHAT)


async def _leads(address: str, machine: str, *, verify_tls: bool) -> SyncopateError | None:
    """Return why a way does not lead to this server, None when it does."""
    try:
        found = await identify(address, verify_tls=verify_tls)
    except (Unreachable, InvalidInput) as error:
        return error
    if found != machine:
        shown = without_login(address)
        return Unreachable(f"At {shown} another server answers.", what=WHAT, host=shown)
    return None
