"""The kinds of work: what they are called, when they run unless the user says otherwise, what they take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Self

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import JobName, ScanMode, Schedule, ScheduleKind
from syncopate.errors import InvalidInput
from syncopate.store.encoding import JsonValue

TITLES: Mapping[JobName, str] = {
    JobName.MAIN_SYNC: "Sync everything",
    JobName.SYNC_PLAYLISTS: "Sync playlists",
    JobName.SYNC_ALBUMS: "Sync albums",
    JobName.SYNC_USERS: "Sync users",
    JobName.REFRESH_PLAYLISTS: "Read sources",
    JobName.IDENTIFY_PLAYLISTS: "Identify titles",
    JobName.REFRESH_CHARTS: "Refresh charts",
    JobName.FIND_LINKS: "Find links",
    JobName.SYNC_LINKS: "Sync watch state",
    JobName.RESTORE_CAPTURE: "Restore a capture",
    JobName.SCAN_LIBRARY: "Scan libraries",
    JobName.PUBLISH_MQTT: "Publish to MQTT",
    JobName.CLEAN_UP: "Clean up history",
}

BUILT = frozenset(TITLES)
"""What can be run."""

WHEN_ASKED = frozenset({JobName.RESTORE_CAPTURE})
"""What is only ever done because somebody asks for just that: it has no schedule, and stands in no list."""

DEFAULT_SCHEDULES: Mapping[JobName, Schedule] = {
    JobName.MAIN_SYNC: Schedule(ScheduleKind.DAILY, at=time(2)),
    JobName.SCAN_LIBRARY: Schedule(ScheduleKind.DAILY, at=time(1, 30)),
    JobName.PUBLISH_MQTT: Schedule(ScheduleKind.INTERVAL, every=timedelta(hours=1)),
    JobName.CLEAN_UP: Schedule(ScheduleKind.DAILY, at=time(5)),
    JobName.REFRESH_CHARTS: Schedule(ScheduleKind.INTERVAL, every=timedelta(hours=24)),
    # After the main run, before those that take the lists of what is missing.
    JobName.FIND_LINKS: Schedule(ScheduleKind.DAILY, at=time(2, 45)),
    JobName.SYNC_LINKS: Schedule(ScheduleKind.INTERVAL, every=timedelta(hours=1)),
}

UNSCHEDULED: Mapping[JobName, Schedule] = {
    JobName.SYNC_PLAYLISTS: Schedule(ScheduleKind.DAILY, at=time(2), enabled=False),
    JobName.SYNC_ALBUMS: Schedule(ScheduleKind.DAILY, at=time(2), enabled=False),
    JobName.SYNC_USERS: Schedule(ScheduleKind.DAILY, at=time(2), enabled=False),
    JobName.REFRESH_PLAYLISTS: Schedule(ScheduleKind.INTERVAL, every=timedelta(hours=6), enabled=False),
    JobName.IDENTIFY_PLAYLISTS: Schedule(ScheduleKind.DAILY, at=time(4, 30), enabled=False),
    JobName.RESTORE_CAPTURE: Schedule(ScheduleKind.DAILY, at=time(3), enabled=False),
}
"""What another job does along, or somebody: a row that counts its runs, off unless the user turns it on."""

MIRRORED: Mapping[JobName, MirrorKind] = {
    JobName.SYNC_PLAYLISTS: MirrorKind.PLAYLIST,
    JobName.SYNC_ALBUMS: MirrorKind.ALBUM,
}
"""The jobs that sync mirrors, each those of one kind."""

PARTS = (JobName.SYNC_USERS, JobName.SYNC_PLAYLISTS, JobName.SYNC_ALBUMS)
"""What the sync of everything does, one after the other: each has a run, and a result in the whole."""

OF_PLAYLISTS = frozenset({JobName.REFRESH_PLAYLISTS, JobName.IDENTIFY_PLAYLISTS})
"""The jobs that are about playlists and albums alike, all or those named."""

IDS: Mapping[MirrorKind, str] = {MirrorKind.PLAYLIST: "playlist_ids", MirrorKind.ALBUM: "album_ids"}
"""The argument that names the mirrors to sync."""


def job_of(kind: MirrorKind) -> JobName:
    """Return the job that syncs mirrors of a kind."""
    return next(job for job, mirrored in MIRRORED.items() if mirrored is kind)


CATALOGUE = "catalogue"
"""The argument that names the service at which titles are looked for."""

MAIN_RUN = "main_run"
"""The argument that names the run of main_sync a run is part of; only the engine sets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorArguments:
    """Which playlists or albums (None: all), whether also those not due, and held plans to let through."""

    ids: tuple[str, ...] | None = None
    force: bool = False
    approve: Mapping[str, frozenset[str]] = field(default_factory=dict)
    main_run: str | None = None

    @classmethod
    def parse(cls, kind: MirrorKind, arguments: Mapping[str, JsonValue]) -> Self:
        """Read them. Raises InvalidInput."""
        name = IDS[kind]
        _only(arguments, {name, "force", "approve", MAIN_RUN})
        ids = arguments.get(name)
        force = _switch(arguments, "force")
        return cls(
            ids=None if ids is None else _texts(name, ids),
            force=force,
            approve=_digests(kind, arguments.get("approve") or {}),
            main_run=_text(MAIN_RUN, arguments.get(MAIN_RUN)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistArguments:
    """Which playlists and albums, None: all; `catalogue`: in which one they are identified, None: any."""

    ids: tuple[str, ...] | None = None
    catalogue: str | None = None

    @classmethod
    def parse(cls, arguments: Mapping[str, JsonValue]) -> Self:
        """Read them. Raises InvalidInput."""
        name = IDS[MirrorKind.PLAYLIST]
        _only(arguments, {name, CATALOGUE})
        ids = arguments.get(name)
        return cls(
            ids=None if ids is None else _texts(name, ids),
            catalogue=_text(CATALOGUE, arguments.get(CATALOGUE)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanArguments:
    """Which library (None: all), and how much of it is read again."""

    library_id: str | None = None
    mode: ScanMode = ScanMode.INCREMENTAL

    @classmethod
    def parse(cls, arguments: Mapping[str, JsonValue]) -> Self:
        """Read them. Raises InvalidInput."""
        _only(arguments, {"library_id", "mode"})
        mode = arguments.get("mode", ScanMode.INCREMENTAL)
        if mode not in [*ScanMode]:
            raise _wrong("mode", " or ".join(ScanMode))
        return cls(library_id=_text("library_id", arguments.get("library_id")), mode=ScanMode(str(mode)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkArguments:
    """Which links (None: all), whether also those not due, which are only planned, what is let through.

    `approve`: by link the plan that the user said yes to. `whole`: accounts are read from the beginning.
    """

    ids: tuple[str, ...] | None = None
    force: bool = False
    preview: bool = False
    whole: bool = False
    approve: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, arguments: Mapping[str, JsonValue]) -> Self:
        """Read them. Raises InvalidInput."""
        _only(arguments, {"link_ids", "force", "preview", "whole", "approve"})
        ids, approve = arguments.get("link_ids"), arguments.get("approve") or {}
        if not isinstance(approve, Mapping) or not all(isinstance(each, str) for each in approve.values()):
            raise _wrong("approve", "an object of link ids with plan ids")
        return cls(
            ids=None if ids is None else _texts("link_ids", ids),
            force=_switch(arguments, "force"),
            preview=_switch(arguments, "preview"),
            whole=_switch(arguments, "whole"),
            approve={key: str(each) for key, each in approve.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreArguments:
    """Which capture is brought back."""

    capture_id: str

    @classmethod
    def parse(cls, arguments: Mapping[str, JsonValue]) -> Self:
        """Read them. Raises InvalidInput."""
        _only(arguments, {"capture_id"})
        capture_id = _text("capture_id", arguments.get("capture_id"))
        if not capture_id:
            raise _wrong("capture_id", "the id of a capture")
        return cls(capture_id=capture_id)


def check_arguments(job: JobName, arguments: Mapping[str, JsonValue]) -> None:
    """Raise InvalidInput for what the job does not take."""
    if MAIN_RUN in arguments:
        raise InvalidInput(f"The job takes no argument {MAIN_RUN}.", argument=MAIN_RUN)
    match job:
        case JobName.SYNC_PLAYLISTS | JobName.SYNC_ALBUMS:
            MirrorArguments.parse(MIRRORED[job], arguments)
        case JobName.REFRESH_PLAYLISTS:
            _only(arguments, {IDS[MirrorKind.PLAYLIST]})
            PlaylistArguments.parse(arguments)
        case JobName.IDENTIFY_PLAYLISTS:
            PlaylistArguments.parse(arguments)
        case JobName.SCAN_LIBRARY:
            ScanArguments.parse(arguments)
        case JobName.SYNC_LINKS:
            LinkArguments.parse(arguments)
        case JobName.RESTORE_CAPTURE:
            RestoreArguments.parse(arguments)
        case _:
            _only(arguments, frozenset())


def _switch(arguments: Mapping[str, JsonValue], name: str) -> bool:
    value = arguments.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(name, "true or false")
    return value


def _only(arguments: Mapping[str, JsonValue], known: frozenset[str] | set[str]) -> None:
    for name in arguments:
        if name not in known:
            raise InvalidInput(f"The job takes no argument {name}.", argument=name)


def _wrong(name: str, right: str) -> InvalidInput:
    return InvalidInput(f"The argument {name} is not {right}.", argument=name)


def _digests(kind: MirrorKind, value: JsonValue) -> dict[str, frozenset[str]]:
    """Return the digests by id: one each, several with commas between them, or a list."""
    if isinstance(value, Mapping):
        found = {key: frozenset(_listed(each)) for key, each in value.items()}
        if all(found.values()):
            return found
    raise _wrong("approve", f"an object of {kind} ids with plan digests")


def _listed(value: JsonValue) -> list[str]:
    """Return the parts of a text or a list of texts; none for anything else."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or not all(isinstance(part, str) for part in parts):
        return []
    return [text for part in parts if (text := str(part).strip())]


def _text(name: str, value: JsonValue) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _wrong(name, "a text")


def _texts(name: str, value: JsonValue) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    raise _wrong(name, "a list of ids")
