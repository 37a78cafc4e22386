"""Files that are being fetched: one at a time, with a pause between, and a note of each that is done."""

import asyncio
import json
import shutil
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from syncopate.atomic import replace_file
from syncopate.domain.download import Transfer, TransferFault, TransferState
from syncopate.errors import SyncopateError
from syncopate.providers._tracker.raw import Raw, text, whole
from syncopate.providers.ytdlp.parse import reason_of
from syncopate.providers.ytdlp.process import asked

LONGEST = 1200.0
"""Seconds that fetching one file may take."""
_NOTE = ".done.json"
_COOKIES = ".cookies.txt"
_SOUND = "sound.*"
"""What the worker calls the file, with any extension."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file that is wanted: its address, and the folder that it is to come into."""

    address: str
    place: Path

    @property
    def ticket(self) -> str:
        """What it is known by."""
        return json.dumps([self.address, str(self.place)])


def fetch_of(ticket: str) -> Fetch | None:
    """Return what a ticket means, None where it is none."""
    with suppress(ValueError, TypeError, RecursionError):
        address, place = json.loads(ticket)
        if isinstance(address, str) and isinstance(place, str) and place:
            return Fetch(address, Path(place))
    return None


class Fetcher:
    """Fetches for one account. `pause` are the seconds between two files."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._turn = asyncio.Lock()
        self._states: dict[str, Transfer] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._last = float("-inf")

    def begin(self, fetch: Fetch, request: Mapping[str, object], cookies: str) -> None:
        """Fetch a file in the background, unless that is under way."""
        ticket = fetch.ticket
        if ticket in self._tasks and not self._tasks[ticket].done():
            return
        self._states[ticket] = Transfer(state=TransferState.QUEUED)
        self._tasks[ticket] = asyncio.create_task(self._run(fetch, request, cookies))

    def state(self, ticket: str) -> Transfer | None:
        """Return how far a file is, None for one that was not begun here."""
        return self._states.get(ticket)

    def forget(self, ticket: str) -> bool:
        """Forget a file that is done with; tell whether there was one."""
        known = self._states.get(ticket)
        if known is None or not known.state.ended:
            return False
        self._tasks.pop(ticket, None)
        return self._states.pop(ticket, None) is not None

    async def cancel(self, ticket: str) -> None:
        """End a fetch, wait for its end, and forget it."""
        task = self._tasks.pop(ticket, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._states.pop(ticket, None)

    async def close(self) -> None:
        """End all."""
        for ticket in list(self._tasks):
            await self.cancel(ticket)

    async def _run(self, fetch: Fetch, request: Mapping[str, object], cookies: str) -> None:
        ticket, clock = fetch.ticket, asyncio.get_running_loop()
        try:
            async with self._turn:
                await asyncio.sleep(self._last + self._pause - clock.time())
                self._states[ticket] = Transfer(state=TransferState.RUNNING)
                try:
                    own = await asyncio.to_thread(_prepared, fetch.place, cookies)
                    self._states[ticket] = await self._fetched(fetch, {**request, "cookies": own})
                finally:
                    self._last = clock.time()
        except SyncopateError as error:
            self._states[ticket] = Transfer(state=TransferState.FAILED, reason=error.key, detail=error.detail)
        except OSError as error:
            said = f"{fetch.place} cannot be used: {error.strerror}."
            self._states[ticket] = Transfer(state=TransferState.FAILED, reason="write_failed", detail=said)

    async def _fetched(self, fetch: Fetch, request: Mapping[str, object]) -> Transfer:
        """Return what became of a fetch. Raises Unreachable, OddAnswer, WriteFailed."""
        answers = asked(request, fetch.place, LONGEST)
        async with aclosing(answers):
            async for told in answers:
                if isinstance(running := told.get("running"), dict):
                    self._states[fetch.ticket] = _running(running)
                elif name := text(told, "done"):
                    return await asyncio.to_thread(_noted, fetch.place, name)
                else:
                    said = text(told, "failed")
                    return Transfer(state=TransferState.FAILED, reason=reason_of(said), detail=said)
        # Ended by the system, as what uses too much is.
        said = "It was ended in the middle."
        return Transfer(state=TransferState.FAILED, reason=TransferFault.BROKE_OFF, detail=said)


def finished(place: Path) -> Transfer | None:
    """Return the file that was fetched into a folder, also by an engine before this one. Blocks."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        name = json.loads((place / _NOTE).read_bytes())["name"]
        path = place / Path(name).name
        size = path.stat().st_size
        return Transfer(state=TransferState.DONE, done=size, total=size, path=str(path))
    return None


def remove(place: Path, *, sound: bool) -> None:
    """Remove our notes of a folder, and the `sound` that was fetched into it; nothing else. Blocks."""
    fetched = place.glob(_SOUND) if sound else ()
    for path in (place / _NOTE, place / _COOKIES, *fetched):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _prepared(place: Path, cookies: str) -> str:
    """Make a folder ready, with a copy of the cookies: yt-dlp writes to their file. Return its path."""
    place.mkdir(parents=True, exist_ok=True)
    remove(place, sound=True)
    if not cookies:
        return ""
    own = place / _COOKIES
    shutil.copyfile(cookies, own)
    own.chmod(0o600)
    return str(own)


def _noted(place: Path, name: str) -> Transfer:
    """Note that a file is whole, and return it. Raises WriteFailed."""
    (place / _COOKIES).unlink(missing_ok=True)
    replace_file(place / _NOTE, json.dumps({"name": name}).encode())
    done = finished(place)
    gone = Transfer(state=TransferState.FAILED, reason=TransferFault.NOT_HERE, detail=f"{name} is not there.")
    return gone if done is None else done


def _running(told: Raw) -> Transfer:
    left = told.get("left")
    return Transfer(
        state=TransferState.RUNNING,
        done=whole(told, "done") or 0,
        total=whole(told, "total"),
        speed=whole(told, "speed"),
        left=timedelta(seconds=left) if isinstance(left, int | float) and left >= 0 else None,
    )
