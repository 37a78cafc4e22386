"""Libraries: what is on each, how it was read, adding, scanning and removing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.audio.facts import FileProblem
from syncopate.domain.run import JobName, ScanMode, Trigger
from syncopate.errors import AlreadyExists, InvalidInput, JobAlreadyRunning, SyncopateError
from syncopate.providers import registry
from syncopate.store import accounts, libraries, runs, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library, Totals
from syncopate.sync import libraries as shelves
from syncopate.web.pages import guide
from syncopate.web.texts import N_
from syncopate.web.visit import Visit

_PROBLEMS = 20

FILE_PROBLEMS: Mapping[str, str] = {
    FileProblem.BROKEN: N_("not audio, damaged or cut off"),
    FileProblem.EMPTY: N_("nothing is in it"),
    FileProblem.UNREADABLE: N_("the system does not let it be read"),
}
"""Why a file could not be read as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One library with the account it belongs to. `is_server`: it can be asked to look at its own files."""

    library: Library
    account: Account
    provider: str
    is_server: bool
    problems: Sequence[tuple[str, str]]
    detail: str = ""

    @property
    def place(self) -> str:
        """Where it lies."""
        return self.account.name if self.is_server else self.account.settings.get("path", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All of them, and the accounts that more can be added from."""

    shelves: Sequence[Shelf]
    servers: Sequence[Account]
    totals: Totals
    refused: str = ""
    """The library whose form was not taken, "" when it was one to add or none."""


async def show(visit: Visit) -> Response:
    """Show them."""
    return await _page(visit)


async def _page(visit: Visit, error: SyncopateError | None = None, refused: str = "") -> Response:
    shown, servers, totals = await visit.kit.database.read(_gather)
    view = View(shelves=shown, servers=servers, totals=totals, refused=refused)
    return visit.page(
        "libraries.html", view, active="libraries", error=error, at="/libraries" if error else ""
    )


def _gather(connection: Connection) -> tuple[list[Shelf], list[Account], Totals]:
    by_id = {account.id: account for account in accounts.every(connection)}
    manifests = registry.manifests()
    shelves = []
    for library in libraries.every(connection):
        account = by_id[library.account_id]
        manifest = manifests.get(account.provider)
        shelves.append(
            Shelf(
                library=library,
                account=account,
                provider=manifest.name if manifest else account.provider,
                is_server=guide.serves(manifest),
                problems=_problems(connection, library),
                detail=_detail(connection, library),
            )
        )
    servers = [account for account in by_id.values() if guide.serves(manifests.get(account.provider))]
    return shelves, servers, libraries.totals(connection)


def _problems(connection: Connection, library: Library) -> Sequence[tuple[str, str]]:
    """Return the first files that could not be read, each with why."""
    if not library.problems:
        return ()
    found = tracks.problems(connection, library.id, _PROBLEMS)
    return [(key, FILE_PROBLEMS.get(problem, problem)) for key, problem in found]


def _detail(connection: Connection, library: Library) -> str:
    """Return what its last scan said of what cannot be read: the folders by name."""
    if not library.reason:
        return ""
    past = runs.items_of(connection, library.id, 1)
    return past[0].item.result.detail if past and past[0].item.result.error == library.reason else ""


async def add(visit: Visit) -> Response:
    """Add a folder, and scan it at once; else show the form again."""
    guided = visit.field("guided") == "on"
    try:
        library = await shelves.add_library(
            visit.kit, name=visit.needed("name"), folder=visit.needed("folder", 4096)
        )
    except (InvalidInput, AlreadyExists) as error:
        return await (guide.show(visit, error) if guided else _page(visit, error))
    await begin_scan(visit, library.id)
    return visit.to("guide" if guided else "libraries", said="added")


async def scan(visit: Visit) -> Response:
    """Look for what changed; with `mode` full, read everything anew; deep: after its server has looked."""
    library = await visit.kit.database.read(libraries.get, visit.request.path_params["id"])
    mode = visit.field("mode")
    return visit.back(await begin_scan(visit, library.id, ScanMode(mode) if mode in [*ScanMode] else None))


async def begin_scan(visit: Visit, library_id: str | None, mode: ScanMode | None = None) -> str:
    """Begin to scan one library, None: all of them; return what is said of it."""
    arguments = {"mode": (mode or ScanMode.INCREMENTAL).value}
    if library_id is not None:
        arguments["library_id"] = library_id
    try:
        await visit.context.jobs.run(JobName.SCAN_LIBRARY, Trigger.WEB, arguments)
    except JobAlreadyRunning:
        return "running"
    return "started"


async def rename(visit: Visit) -> Response:
    """Give it another name; a form that was not taken is shown again."""
    library = await visit.kit.database.read(libraries.get, visit.request.path_params["id"])
    try:
        await shelves.rename_library(visit.kit, library.id, visit.needed("name"))
    except InvalidInput as error:
        return await _page(visit, error, library.id)
    return visit.back("saved")


async def remove(visit: Visit) -> Response:
    """Forget it and its index; files are left alone."""
    await shelves.remove_library(visit.kit, visit.request.path_params["id"])
    return visit.to("libraries", said="removed")
