"""Is all well, and what needs the user."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.plan import HoldReason
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.problem import Problem
from syncopate.domain.run import ItemStatus, JobName, RunStatus
from syncopate.errors import (
    BrokerLoginRejected,
    BrokerUnreachable,
    FolderUnreadable,
    LibraryUnavailable,
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    OddAnswer,
    RateLimited,
    SourceGone,
    SourceHeld,
    Stalled,
    Unreachable,
    every_error,
)
from syncopate.store import accounts, libraries, matches, mirrors, runs, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit
from syncopate.sync.resting import Rest, problem_of, resting
from syncopate.sync.watch.overview import problems_of_links

_TOLD_WHILE_IT_LASTS = frozenset(
    {
        LibraryUnavailable.key,
        FolderUnreadable.key,
        BrokerUnreachable.key,
        BrokerLoginRejected.key,
        SourceGone.key,
        SourceHeld.key,
    }
)
"""Told by libraries, by sources and by the connection to the broker themselves."""
_OF_ACCOUNTS = frozenset(
    {Unreachable.key, LoginRejected.key, LoginLacksRights.key, RateLimited.key, OddAnswer.key}
)

_BAD = frozenset({ItemStatus.FAILED, ItemStatus.UNKNOWN})


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
    return await kit.database.read(counted)


def counted(connection: Connection) -> HouseholdCounts:
    """Count what there is."""
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


async def problems(kit: Kit, rests: Sequence[Rest] | None = None) -> list[Problem]:
    """Return what needs the user, the worst first; `rests`: who has to rest, None: that is found out."""
    if rests is None:
        rests = await resting(kit)
    found = [
        *await kit.database.read(_problems, {rest.owner for rest in rests}),
        *(problem_of(kit, rest) for rest in rests),
        *kit.troubles(),
    ]
    return sorted(found, key=lambda problem: (not problem.error, problem.id))


def _problems(connection: Connection, rests: Collection[str]) -> list[Problem]:
    """Return what the store tells of; `rests` are those who tell themselves that they have to rest."""
    known, logins = libraries.every(connection), accounts.every(connection)
    return [
        *_of_libraries(known),
        *_of_accounts(known, logins, rests),
        *_of_jobs(connection, known, logins),
        *_of_plans(connection),
        *_of_sources(connection),
        *_of_mirrors(connection, known, logins, rests),
        *_of_nowhere(connection),
        *problems_of_links(connection),
    ]


def sources_waiting(connection: Connection) -> list[Mirror]:
    """Return those in use whose source is gone, or says what waits for the user, by name."""
    return [mirror for mirror in mirrors.waiting(connection) if mirror.enabled]


def _of_sources(connection: Connection) -> list[Problem]:
    return [
        _of_gone(mirror) if mirror.gone_at else _of_shrunk(mirror) for mirror in sources_waiting(connection)
    ]


def _of_gone(mirror: Mirror) -> Problem:
    named = {"name": mirror.name, "what": mirror.name}
    detail = SourceGone(**named).detail
    return Problem(
        id=f"gone_{mirror.id}", key=SourceGone.key, title=mirror.name, detail=detail, placeholders=named
    )


def _of_shrunk(mirror: Mirror) -> Problem:
    hold = mirror.hold
    told = {} if hold is None else {"before": str(hold.before), "now": str(hold.now)}
    named = {"name": mirror.name, **told}
    detail = SourceHeld(**named).detail
    return Problem(
        id=f"shrunk_{mirror.id}", key=SourceHeld.key, title=mirror.name, detail=detail, placeholders=named
    )


def _of_nowhere(connection: Connection) -> list[Problem]:
    """Tell of playlists whose place was removed: where else they shall be kept nobody can guess."""
    names = mirrors.unplaced(connection)
    if not names:
        return []
    title = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return [
        Problem(
            id="unplaced",
            key=NotConfigured.key,
            title=title,
            detail=_NOWHERE if len(names) > 1 else "No library is chosen for it.",
            placeholders={"name": title, "what": title, "count": str(len(names))},
        )
    ]


def _of_libraries(known: Sequence[Library]) -> list[Problem]:
    return [
        Problem(
            id=f"library_{library.id}",
            key=library.reason,
            title=library.name,
            detail=_sentence(library.reason, **_names(library)),
            error=library.readable is False,
            placeholders=_names(library),
        )
        for library in known
        if library.reason is not None
    ]


def _names(library: Library) -> dict[str, str]:
    unread = {"path": library.unread} if library.unread else {}
    return {"name": library.name, "what": library.name, "account": library.name, **unread}


def _of_accounts(
    known: Sequence[Library], logins: Sequence[Account], rests: Collection[str]
) -> list[Problem]:
    told = {library.account_id for library in known if library.reason is not None}
    return [
        Problem(
            id=f"account_{account.id}",
            key=account.health_reason or "unreachable",
            title=account.name,
            detail=account.health_detail or _sentence(account.health_reason, name=account.name),
            error=True,
            placeholders={"name": account.name, "account": account.name},
        )
        for account in logins
        # A library that tells why already needs no second voice.
        if account.health_ok is False and account.id not in told and not _rests(account, rests)
    ]


def _rests(account: Account, rests: Collection[str]) -> bool:
    """Tell whether all that is wrong with an account is that it has to rest, which is told as that."""
    return account.health_reason == RateLimited.key and account.id in rests


def _of_jobs(connection: Connection, known: Sequence[Library], logins: Sequence[Account]) -> list[Problem]:
    found = []
    all_answer = all(account.health_ok is not False for account in logins) and all(
        library.readable is not False for library in known
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


_NAMED = 5
_NOWHERE = "They are kept nowhere any more: choose a library for each of them."
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


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why the last sync of a mirror did not go well: an error key, a sentence, and what it is about.

    `library` is where it failed, None: its source. `told`: a library or an account tells it already.
    """

    key: str
    detail: str
    library: Library | None
    told: bool


def _of_mirrors(
    connection: Connection, known: Sequence[Library], logins: Sequence[Account], rests: Collection[str]
) -> list[Problem]:
    """Tell of playlists whose last sync did not go well, unless it is told already why.

    What several of them got of one server is one problem.
    """
    libraries_by_id = {library.id: library for library in known}
    silent = {account.id for account in logins if account.health_ok is False}
    by_server: dict[tuple[str, str], list[tuple[Mirror, _Cause]]] = {}
    for mirror in mirrors.failing(connection):
        cause = _cause_of(connection, mirror, libraries_by_id, silent, rests)
        if cause.told:
            continue
        shared = cause.library if cause.key in _OF_ACCOUNTS else None
        where = mirror.id if shared is None else shared.id
        by_server.setdefault((where, cause.key), []).append((mirror, cause))
    return [_of_failed(found) for found in by_server.values()]


def _cause_of(
    connection: Connection,
    mirror: Mirror,
    known: Mapping[str, Library],
    silent: Collection[str],
    rests: Collection[str],
) -> _Cause:
    """Return why a mirror's last sync did not go well, of its places first what nobody else tells."""
    here = _Cause(
        mirror.last_error or "",
        mirror.last_detail,
        None,
        told=mirror.last_error == SourceGone.key
        or (mirror.last_error in _OF_ACCOUNTS and mirror.account_id in silent)
        or (mirror.last_error == RateLimited.key and (mirror.account_id or mirror.provider) in rests),
    )
    causes = []
    for place in targets.of_mirror(connection, mirror.id):
        library = known[place.library_id]
        if place.last_status not in _BAD or place.last_error is None:
            continue
        told = (
            library.readable is False
            # What a library complained of was told for as long as that lasted.
            or place.last_error in _TOLD_WHILE_IT_LASTS
            or (place.last_error in _OF_ACCOUNTS and library.account_id in silent)
        )
        causes.append(_Cause(place.last_error, place.last_detail, library, told=told))
    if all(cause.key != here.key for cause in causes):
        # The places failed some other time: now it did not get as far as them.
        return here
    return next((cause for cause in causes if not cause.told), causes[0])


def _of_failed(found: Sequence[tuple[Mirror, _Cause]]) -> Problem:
    """Return the problem that all these mirrors have: of the only one by its name, else of the library."""
    mirror, cause = found[0]
    several = cause.library if len(found) > 1 else None
    name = mirror.name if several is None else several.name
    server = cause.library.name if cause.library is not None else mirror.name
    return Problem(
        id=f"playlist_{mirror.id}" if several is None else f"place_{several.id}_{cause.key}",
        key=cause.key,
        title=name,
        detail=cause.detail or _sentence(cause.key, name=name, what=server, account=server),
        placeholders={"name": name, "what": server, "account": server},
    )


def _sentence(key: str | None, **placeholders: str) -> str:
    kind = next((error for error in every_error() if error.key == key), None)
    return kind(**placeholders).detail if kind else ""
