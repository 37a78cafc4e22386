"""Files on the server's disk, and the scans that make items of them a while later."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from fakes.mediabrowser.catalog import Catalog
from fakes.mediabrowser.model import Tags
from fakes.mediabrowser.shapes import stamp


@dataclass(slots=True)
class Scanner:
    """The disk and who looks at it; `seconds` is how long a look takes, None: until `finish()`."""

    catalog: Catalog
    seconds: float | None = 0.05
    files: dict[str, Tags] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """Paths of files that were deleted and not looked for since."""
    began: datetime | None = None
    """When the scan that now runs began, None when none runs."""
    last: tuple[datetime, datetime] | None = None
    """When the last one began and ended."""
    _reported: set[str] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def progress(self) -> float | None:
        """Return how far the running scan is, in per cent."""
        if self.began is None:
            return None
        if not self.seconds:
            return 50.0
        spent = (self.catalog.now() - self.began).total_seconds()
        return round(min(99.0, 100 * max(0.0, spent) / self.seconds), 1)

    def task(self, task_id: str, name: str, description: str) -> dict[str, Any]:
        """Describe it as the task that a server lists."""
        shown: dict[str, Any] = {
            "Name": name,
            "State": "Idle",
            "Id": task_id,
            "Triggers": [{"Type": "IntervalTrigger", "IntervalTicks": 432_000_000_000}],
            "Description": description,
            "Category": "Library",
            "IsHidden": False,
            "Key": "RefreshLibrary",
        }
        if (progress := self.progress) is not None:
            shown |= {"State": "Running", "CurrentProgressPercentage": progress}
        if self.last is not None:
            began, ended = self.last
            shown["LastExecutionResult"] = {
                "StartTimeUtc": stamp(began),
                "EndTimeUtc": stamp(ended),
                "Status": "Completed",
                **{part: shown[part] for part in ("Name", "Key", "Id")},
            }
        return shown

    def put(self, path: str, tags: Tags) -> None:
        """Put a file there, or other tags into one that is there."""
        self.files[path] = tags
        self.gone.discard(path)

    def delete(self, path: str) -> None:
        """Delete a file."""
        self.files.pop(path, None)
        self.gone.add(path)

    def start(self) -> None:
        """Begin to look at all libraries; nothing more where a scan runs."""
        if self.began is None:
            self.began = self.catalog.now()
            self._later(self._end_scan)

    def report(self, paths: Iterable[str]) -> None:
        """Have some paths looked at, soon; that is no scan, so nothing is seen to run."""
        self._reported.update(paths)
        self._later(self._look_at_reported)

    def finish(self) -> None:
        """Be done at once with all that runs or was reported."""
        if self.began is not None:
            self._end_scan()
        self._look_at_reported()

    async def wait(self) -> None:
        """Wait until no scan runs and nothing reported is left."""
        while self.began is not None or self._reported:
            self._changed.clear()
            await self._changed.wait()

    def close(self) -> None:
        """Give up what runs."""
        for task in self._tasks:
            task.cancel()

    def _later(self, work: Callable[[], None]) -> None:
        if self.seconds is None:
            return
        task = asyncio.get_running_loop().create_task(self._after(work, self.seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _after(self, work: Callable[[], None], seconds: float) -> None:
        await asyncio.sleep(seconds)
        work()

    def _end_scan(self) -> None:
        if self.began is None:
            return
        self._look(None)
        self.last = (self.began, self.catalog.now())
        self.began = None
        self._changed.set()

    def _look_at_reported(self) -> None:
        reported = self._reported
        self._reported = set()
        self._look(reported)
        self._changed.set()

    def _look(self, below: set[str] | None) -> None:
        """Take in what changed, everywhere or at and below some paths."""

        def meant(path: str) -> bool:
            return below is None or any(PurePosixPath(path).is_relative_to(one) for one in below)

        catalog = self.catalog
        for path in [path for path in self.gone if meant(path)]:
            self.gone.discard(path)
            if path in catalog.tracks:
                catalog.remove_track(catalog.tracks[path])
        for path, tags in self.files.items():
            library = next((one for one in catalog.libraries if one.holds(path)), None)
            if library is None or not meant(path):
                continue
            known = catalog.tracks.get(path)
            if known is None:
                catalog.add_track(library, tags, path=path)
            elif known.tags != tags:
                catalog.edit_track(known, tags)
