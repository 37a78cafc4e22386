"""Is all well, and what needs the user."""

from dataclasses import dataclass

from syncopate.domain.plan import HoldReason
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.problem import Problem
from syncopate.domain.run import JobName, RunStatus
from syncopate.errors import (
    BrokerLoginRejected,
    BrokerUnreachable,
    FolderUnreadable,
    LibraryUnavailable,
    LoginLacksRights,
    LoginRejected,
    OddAnswer,
    RateLimited,
    Stalled,
    Unreachable,
    every_error,
)
from syncopate.store import accounts, libraries, matches, mirrors, runs
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit

_TOLD_WHILE_IT_LASTS = frozenset(
    {LibraryUnavailable.key, FolderUnreadable.key, BrokerUnreachable.key, BrokerLoginRejected.key}
)
"""Told by libraries and by the connection to the broker themselves."""
_OF_ACCOUNTS = frozenset(
    {Unreachable.key, LoginRejected.key, LoginLacksRights.key, RateLimited.key, OddAnswer.key}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCounts:
    """The household's numbers; size in bytes."""

    playlists: int
    mirrored_albums: int
    matched: int
    review: int
    missing: int
    unknown: int
    libraries: int
    artists: int
    albums: int
    tracks: int
    size_bytes: int


async def counts(kit: Kit) -> HouseholdCounts:
    """Count what there is."""
    return await kit.database.read(_counts)


def _counts(connection: Connection) -> HouseholdCounts:
    totals = libraries.totals(connection)
    verdicts = matches.counts(connection)
    kinds = mirrors.kinds(connection)
    return HouseholdCounts(
        playlists=kinds[MirrorKind.PLAYLIST],
        mirrored_albums=kinds[MirrorKind.ALBUM],
        matched=verdicts.matched,
        review=verdicts.review,
        missing=verdicts.missing,
        unknown=verdicts.unknown,
        libraries=len(libraries.every(connection)),
        artists=totals.artists,
        albums=totals.albums,
        tracks=totals.tracks,
        size_bytes=totals.size_bytes,
    )


async def problems(kit: Kit) -> list[Problem]:
    """Return what needs the user, the worst first."""
    found = [*await kit.database.read(_problems), *kit.troubles()]
    return sorted(found, key=lambda problem: (not problem.error, problem.id))


def _problems(connection: Connection) -> list[Problem]:
    return [
        *_of_libraries(connection),
        *_of_accounts(connection),
        *_of_jobs(connection),
        *_of_plans(connection),
        *_of_sources(connection),
    ]


def _of_libraries(connection: Connection) -> list[Problem]:
    return [
        Problem(
            id=f"library_{library.id}",
            key=library.reason,
            title=library.name,
            detail=_sentence(library.reason, **_names(library)),
            error=library.readable is False,
            placeholders=_names(library),
        )
        for library in libraries.every(connection)
        if library.reason is not None
    ]


def _names(library: Library) -> dict[str, str]:
    unread = {"path": library.unread} if library.unread else {}
    return {"name": library.name, "what": library.name, "account": library.name, **unread}


def _of_accounts(connection: Connection) -> list[Problem]:
    known = {library.account_id for library in libraries.every(connection) if library.reason is not None}
    return [
        Problem(
            id=f"account_{account.id}",
            key=account.health_reason or "unreachable",
            title=account.name,
            detail=account.health_detail or _sentence(account.health_reason, name=account.name),
            error=True,
            placeholders={"name": account.name, "account": account.name},
        )
        for account in accounts.every(connection)
        # A library that tells why already needs no second voice.
        if account.health_ok is False and account.id not in known
    ]


def _of_jobs(connection: Connection) -> list[Problem]:
    found = []
    all_answer = all(account.health_ok is not False for account in accounts.every(connection)) and all(
        library.readable is not False for library in libraries.every(connection)
    )
    ended = runs.last_ended(connection)
    for job in JobName:
        last = ended.get(job)
        if last is None or last.status not in {RunStatus.FAILED, RunStatus.STALLED}:
            continue
        key = Stalled.key if last.status is RunStatus.STALLED else (last.error or "internal_error")
        if key in _TOLD_WHILE_IT_LASTS or (key in _OF_ACCOUNTS and all_answer):
            # What failed tells it for as long as that lasts, which a job that ran once cannot know.
            continue
        found.append(
            Problem(
                id=f"job_{job.value}",
                key=key,
                title=job.value,
                detail=last.detail or _sentence(key, job=job.value),
                error=last.status is RunStatus.FAILED,
                placeholders={"job": job.value, "hours": "2"},
            )
        )
    return found


_HELD = "A plan waits for you: it would remove much of what the playlist holds."
_GONE = "A plan waits for you: the playlist is no longer on the server, and would be made again."


def _of_plans(connection: Connection) -> list[Problem]:
    """Tell of each playlist that waits once, whatever number of its plans does."""
    waiting = {plan.mirror_id: plan for plan in reversed(mirrors.held(connection))}
    return [
        Problem(
            id=f"held_{plan.mirror_id}",
            key="plan_held",
            title=plan.name,
            detail=_GONE if plan.reason == HoldReason.TARGET_GONE else _HELD,
            placeholders={"name": plan.name, "reason": plan.reason},
        )
        for plan in reversed(waiting.values())
    ]


def _of_sources(connection: Connection) -> list[Problem]:
    """Tell of playlists whose last sync failed; where a library is the cause, that one tells already."""
    return [
        Problem(
            id=f"playlist_{mirror.id}",
            key=mirror.last_error or "",
            title=mirror.name,
            detail=mirror.last_detail or _sentence(mirror.last_error, name=mirror.name),
            placeholders={"name": mirror.name},
        )
        for mirror in mirrors.failing(connection)
    ]


def _sentence(key: str | None, **placeholders: str) -> str:
    kind = next((error for error in every_error() if error.key == key), None)
    return kind(**placeholders).detail if kind else ""
