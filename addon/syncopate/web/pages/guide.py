"""The first-open guide: library, source, playlist, sync. It can be left and taken up again."""

from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.run import RunStatus
from syncopate.errors import SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Capability, Manifest
from syncopate.store import accounts, libraries, mirrors, runs
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import FOLDER
from syncopate.sync.settings import change_settings
from syncopate.web.visit import Visit

STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the household is."""

    library: Library | None
    mirror: Mirror | None
    synced: bool
    busy: bool

    @property
    def untouched(self) -> bool:
        """True when nothing was set up yet."""
        return self.library is None and self.mirror is None

    @property
    def finished(self) -> bool:
        """True when a playlist was synced once."""
        return self.library is not None and self.mirror is not None and self.synced

    @property
    def step(self) -> int:
        """Which step comes next: 1 library, 2 source, 4 sync, 5 done; 3 is where a playlist is added."""
        if self.library is None:
            return 1
        if self.mirror is None:
            return 2
        return 5 if self.synced else STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The guide at one step."""

    progress: Progress
    step: int
    servers: tuple[Manifest, ...]
    accounts: tuple[Account, ...]
    """Servers that are there already, of which no library is used."""


async def progress(kit: Kit) -> Progress:
    """Find out how far the household is."""
    return await kit.database.read(progress_of)


def progress_of(connection: Connection) -> Progress:
    """Find out how far the household is."""
    known = libraries.every(connection)
    return Progress(
        library=known[0] if known else None,
        mirror=mirrors.oldest(connection),
        synced=mirrors.ever_synced(connection),
        busy=any(run.status is not RunStatus.QUEUED for run in runs.active(connection)),
    )


def serves(manifest: Manifest | None) -> bool:
    """Tell whether accounts of this kind are servers that libraries are chosen from."""
    return (
        manifest is not None
        and manifest.domain != FOLDER
        and manifest.needs_account
        and Capability.LIBRARY in manifest.capabilities
    )


async def show(visit: Visit, error: SyncopateError | None = None) -> Response:
    """Show the next step; with an error: the form as it was sent."""
    found = await progress(visit.kit)
    view = View(
        progress=found,
        step=found.step,
        servers=tuple(kind for kind in registry.manifests().values() if serves(kind) and not kind.internal),
        accounts=tuple(
            account
            for account in await visit.kit.database.read(accounts.every)
            if serves(registry.manifests().get(account.provider))
        ),
    )
    return visit.page("guide.html", view, active="overview", error=error, at="/guide" if error else "")


async def leave(visit: Visit) -> Response:
    """Put it aside."""
    await change_settings(visit.kit, {"guide.left": True})
    return visit.to("", said="guide_left")
