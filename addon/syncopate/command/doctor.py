"""The doctor: looks at folders, database, libraries and settings, and says what to do about each."""

import argparse
import asyncio
import os
import pwd
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.errors import (
    DatabaseOutdated,
    DiskFull,
    FolderNotWritable,
    FolderUnreadable,
    LibraryUnavailable,
    LoginLacksRights,
    LoginRejected,
    OddAnswer,
    RateLimited,
    SecretsUnreadable,
    SourceUnavailable,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.settings import Environment
from syncopate.store import accounts, revision, workers
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.workers import WorkerState
from syncopate.sync.accounts import check_account
from syncopate.sync.budgets import budget_of
from syncopate.sync.kit import Kit
from syncopate.sync.settings import read_settings

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph"})
_MOUNTS = Path("/proc/mounts")
_LITTLE_SPACE = 200 * 1024 * 1024
_BROKER_SECONDS = 3.0
_SILENT = timedelta(minutes=1)
_ADVICE = {
    LibraryUnavailable.key: "see whether the disk is mounted and the folder is there, then: syncopate scan",
    FolderUnreadable.key: "give this user the right to read it, then: syncopate scan",
    FolderNotWritable.key: "give this user the right to write to it",
    DiskFull.key: "make room",
    LoginRejected.key: "log in again under Accounts",
    LoginLacksRights.key: "give its user the right on the server, or enter another one",
    RateLimited.key: "wait; it is tried again by itself",
    OddAnswer.key: "open its address in a browser and see what is there, then correct it",
    SecretsUnreadable.key: "put the key file back, or enter the secrets anew",
    Unreachable.key: "see whether it is switched on and its address is right",
    SourceUnavailable.key: "see whether it is there and can be read",
}
_ELSE = "see what was found; the log tells more"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` says what to do when it is not well."""

    name: str
    ok: bool
    detail: str
    advice: str = ""


async def doctor(environment: Environment, arguments: argparse.Namespace) -> int:
    """Look at everything; 0 when all is well."""
    findings = [*folders(environment), *database(environment)]
    if all(finding.ok for finding in findings):
        async with opened_kit(environment) as kit:
            findings += await libraries(kit)
            findings += await crew(kit)
            findings.append(await broker(environment, kit))
    findings.append(Finding("time zone", ok=True, detail=environment.zone.key))
    if arguments.json:
        output.print_json({"ok": all(finding.ok for finding in findings), "findings": findings})
    else:
        rows = [
            ("ok" if finding.ok else "not ok", finding.name, finding.detail, finding.advice)
            for finding in findings
        ]
        output.print_table("Doctor", ("", "what", "found", "do"), rows)
    return 0 if all(finding.ok for finding in findings) else 1


def folders(environment: Environment) -> Iterator[Finding]:
    """Look at the folders that are written to."""
    for name, folder in (("data folder", environment.data_dir), ("lists folder", environment.share_dir)):
        yield writable(name, folder)


def writable(name: str, folder: Path) -> Finding:
    """Tell whether a folder (or the nearest one above that exists) may be written to, and by whom."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        return Finding(name, ok=False, detail=f"{there} is a file", advice="choose another folder")
    if not os.access(there, os.W_OK | os.X_OK):
        owner = there.stat()
        user = f"{os.geteuid()}:{os.getegid()}"
        advice = f"chown {user} {there}, or set PUID={owner.st_uid} PGID={owner.st_gid} to its owner"
        return Finding(name, ok=False, detail=f"{folder} belongs to {_who(owner.st_uid)}", advice=advice)
    free = shutil.disk_usage(there).free
    if free < _LITTLE_SPACE:
        return Finding(name, ok=False, detail=f"{free // 2**20} MiB left on {there}", advice="make room")
    return Finding(name, ok=True, detail=str(folder) if folder.exists() else f"{folder} (will be made)")


def database(environment: Environment, mounts: Path = _MOUNTS) -> Iterator[Finding]:
    """Look at the database: kind, place, schema."""
    place = Database.open(environment.database_url)
    place.close()
    if place.file is not None and (kind := filesystem_of(place.file.resolve(), mounts)) in _NETWORK:
        advice = "keep SQLite on a local disk or a named volume, or use SYNCOPATE_DATABASE_URL"
        yield Finding("database place", ok=False, detail=f"{place.file} is on {kind}", advice=advice)
    try:
        revision.require_current(environment.database_url)
    except DatabaseOutdated as error:
        yield Finding("database", ok=False, detail=error.detail, advice="run: syncopate migrate")
    except SyncopateError as error:
        yield Finding("database", ok=False, detail=error.detail, advice=f"see {error.key}")
    else:
        yield Finding("database", ok=True, detail=place.url.render_as_string(hide_password=True))


def filesystem_of(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the kind of file system a path lies on, None where that cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best, kind = -1, None
    for line in lines:
        fields = line.split(" ")
        place = Path(fields[1].replace("\\040", " ")) if len(fields) > 2 else None  # noqa: PLR2004 -- fstab(5)
        if place is not None and (path == place or place in path.parents) and len(place.parts) > best:
            best, kind = len(place.parts), fields[2]
    return kind


async def libraries(kit: Kit) -> list[Finding]:
    """Look at every account: whether it answers, and why not."""
    findings = []
    for account in await kit.database.read(accounts.every):
        health = await check_account(kit, account.id)
        place = account.settings.get("path") or account.provider
        told = health.detail if place in health.detail else f"{place}: {health.detail or 'no answer'}"
        detail = f"{place}{_gifts(account)}" if health.ok else told
        advice = "" if health.ok else _ADVICE.get(health.reason or "", _ELSE)
        detail += _rest(kit, account)
        findings.append(Finding(f"account {account.name}", ok=health.ok, detail=detail, advice=advice))
    return findings


_GIFTS = {
    Capability.PLAYLISTS: "reads playlists",
    Capability.METADATA: "searches its catalogue",
    Capability.RECENT: "tells what was listened to",
    Capability.RELEASES: "tells what artists bring out",
    Capability.DOWNLOADS: "fetches what is missing",
}


def _gifts(account: Account) -> str:
    """Say what an account can do that has no library, e.g. ": reads playlists, searches its catalogue"."""
    capabilities = registry.manifest_of(account.provider).capabilities
    said = [text for capability, text in _GIFTS.items() if capability in capabilities]
    return "" if Capability.LIBRARY in capabilities or not said else f": {', '.join(said)}"


def _rest(kit: Kit, account: Account) -> str:
    """Say until when a service that was just asked wants to be left alone."""
    budget = budget_of(kit, account)
    if budget is None or not budget.rests:
        return ""
    return f"; rests until {output.moment(kit.now() + timedelta(seconds=budget.rests), kit.zone)}"


async def crew(kit: Kit) -> list[Finding]:
    """Show the workers there are, and when each was last seen; there are none on SQLite."""
    there = await kit.database.read(workers.every)
    findings = []
    for one in there:
        well = one.state is WorkerState.LEFT or kit.now() - one.seen_at < _SILENT
        seen = f"{one.seen_at.astimezone(kit.zone):%Y-%m-%d %H:%M:%S}"
        detail = f"{one.state.value} on {one.place}, seen {seen}"
        advice = "" if well else "see whether it runs, and whether its clock is right"
        findings.append(Finding(f"worker {one.name}", ok=well, detail=detail, advice=advice))
    return findings


async def broker(environment: Environment, kit: Kit) -> Finding:
    """Look whether something listens where the MQTT broker is said to be; no login is tried."""
    found = await _broker_place(environment, kit)
    if found is None:
        return Finding("MQTT broker", ok=True, detail="not configured")
    host, port, whence = found
    detail = f"{host}:{port} (from {whence})"
    try:
        async with asyncio.timeout(_BROKER_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
    except OSError as error:
        why = error.strerror or type(error).__name__
        advice = "see whether the broker runs, and whether host and port are right"
        return Finding("MQTT broker", ok=False, detail=f"{detail}: {why}", advice=advice)
    return Finding("MQTT broker", ok=True, detail=detail)


async def _broker_place(environment: Environment, kit: Kit) -> tuple[str, int, str] | None:
    """Return host, port and who names them: the settings, else the Supervisor, else the environment."""
    known = await read_settings(kit)
    if known.value("mqtt.enabled", bool) is False:
        return None
    if host := known.value("mqtt.host", str):
        return host, known.value("mqtt.port", int) or 1883, "the settings"
    if environment.supervisor_token:
        # Only where there is a Supervisor: it takes the memory of a whole engine.
        from syncopate.bootstrap.engine import reached_supervisor  # noqa: PLC0415

        async with reached_supervisor(environment) as supervisor:
            offered = None if supervisor is None else await supervisor.mqtt()
        if offered is not None:
            return offered.host, offered.port, "the Supervisor"
    given = environment.mqtt
    return (given["host"], int(given.get("port", "1883")), "the environment") if "host" in given else None


def _who(user: int) -> str:
    try:
        return f"{pwd.getpwuid(user).pw_name} ({user})"
    except KeyError:
        return str(user)
