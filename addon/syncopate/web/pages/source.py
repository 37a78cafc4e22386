"""The source of a playlist: how it stands there, and what the user says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import JobName, Trigger
from syncopate.errors import JobAlreadyRunning, SourceGone, SourceHeld
from syncopate.jobs.catalog import IDS
from syncopate.store import accounts, entries, mirrors, runs
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.encoding import JsonValue
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.identifying import is_raw
from syncopate.sync.mirrors import change_mirror, read_by
from syncopate.sync.source_words import keep_gone
from syncopate.web.pages.changing import Latest, latest_of
from syncopate.web.visit import Visit

_TOLD = frozenset({SourceGone.key, SourceHeld.key})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How a playlist stands at its source; `identifiable`: titles can be looked for in catalogues.

    `others` are the logins of its service that it is not read by.
    """

    mirror: Mirror
    account: Account | None
    others: Sequence[Account]
    reading: bool
    identifying: bool
    identifiable: bool
    latest: Latest

    @property
    def held(self) -> bool:
        """True when what it says waits for the user."""
        hold = self.mirror.hold
        return not self.gone and hold is not None and not hold.accepted

    @property
    def gone(self) -> bool:
        """True when it is not there any more."""
        return self.mirror.gone_at is not None

    @property
    def cut(self) -> bool:
        """True when there may be more of it than can be seen."""
        seen = self.mirror.entry_count + len(self.mirror.left_out)
        return self.mirror.visible is not None and seen >= self.mirror.visible

    def tells(self, error: str | None) -> bool:
        """Tell whether an error of the last sync is said here already."""
        return error in _TOLD


def source_of(connection: Connection, mirror: Mirror) -> Source:
    """Gather it."""
    account = None if mirror.account_id is None else accounts.get(connection, mirror.account_id)
    return Source(
        mirror=mirror,
        account=account,
        others=[
            each
            for each in accounts.every(connection)
            if each.provider == mirror.provider and each.id != mirror.account_id
        ],
        reading=_running(connection, JobName.REFRESH_PLAYLISTS, mirror.id),
        identifying=_running(connection, JobName.IDENTIFY_PLAYLISTS, mirror.id),
        identifiable=mirror.entry_count > 0 and (is_raw(mirror) or entries.lacks_isrc(connection, mirror.id)),
        latest=latest_of(connection, mirror.id),
    )


def _running(connection: Connection, job: JobName, mirror_id: str) -> bool:
    """Tell whether a run of a job is about a playlist, by its name or among all, and has not done it yet."""
    run = runs.running_of(connection, job)
    if run is None:
        return False
    wanted = run.arguments.get(IDS[MirrorKind.PLAYLIST])
    asked = not isinstance(wanted, Sequence) or mirror_id in wanted
    return asked and not runs.has_item(connection, run.id, mirror_id)


async def keep(visit: Visit) -> Response:
    """Keep what is gone as it is, and ask for it no more."""
    await keep_gone(visit.kit, visit.request.path_params["id"])
    return visit.back("kept_gone")


async def stay(visit: Visit) -> Response:
    """Have it not go by itself."""
    await change_mirror(visit.kit, visit.request.path_params["id"], MirrorChanges(expires_at=None))
    return visit.back("stays")


async def by_account(visit: Visit) -> Response:
    """Have it read by another login, from now on."""
    mirror_id = visit.request.path_params["id"]
    await read_by(visit.kit, mirror_id, visit.needed("account"))
    return await begin(visit, JobName.REFRESH_PLAYLISTS, await _named(visit), "reading", "running")


async def read(visit: Visit) -> Response:
    """Read it now; nothing is written to a library."""
    return await begin(visit, JobName.REFRESH_PLAYLISTS, await _named(visit), "reading", "running")


async def identify(visit: Visit) -> Response:
    """Look in catalogues what its titles are."""
    return await begin(visit, JobName.IDENTIFY_PLAYLISTS, await _named(visit), "identifying", "running")


async def _named(visit: Visit) -> Mapping[str, JsonValue]:
    """Return the arguments that name this playlist alone. Raises NotFound."""
    mirror = await visit.kit.database.read(mirrors.get, visit.request.path_params["id"])
    return {IDS[MirrorKind.PLAYLIST]: [mirror.id]}


async def begin(
    visit: Visit, job: JobName, arguments: Mapping[str, JsonValue], begun: str, busy: str
) -> Response:
    """Begin a job and lead back, saying `begun`; `busy` where one of its kind runs."""
    try:
        await visit.context.jobs.run(job, Trigger.WEB, arguments)
    except JobAlreadyRunning:
        return visit.back(busy)
    return visit.back(begun)
