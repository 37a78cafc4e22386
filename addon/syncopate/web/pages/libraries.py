"""Libraries and accounts: health, numbers, adding, scanning and removing."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.run import JobName, Trigger
from syncopate.errors import AlreadyExists, InvalidInput, JobAlreadyRunning, SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Manifest
from syncopate.store import accounts, libraries, runs, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library, Totals
from syncopate.sync import accounts as logins, libraries as shelves
from syncopate.sync.libraries import FOLDER
from syncopate.web.pages import guide
from syncopate.web.visit import Visit

_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One library with the account it belongs to."""

    library: Library
    account: Account
    provider: str
    problems: Sequence[tuple[str, str]]
    detail: str = ""

    @property
    def place(self) -> str:
        """Where it lies."""
        return self.library.section or self.account.settings.get("path", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One account with its kind of service."""

    account: Account
    manifest: Manifest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All of them."""

    shelves: Sequence[Shelf]
    logins: Sequence[Login]
    totals: Totals
    providers: Sequence[Manifest]
    adding: Manifest | None
    refused: str = ""
    """The library or account whose form was not taken, "" when it was one to add or none."""


async def show(visit: Visit) -> Response:
    """Show them; `provider` opens the form of an account of that kind."""
    return await _page(visit)


async def _page(visit: Visit, error: SyncopateError | None = None, refused: str = "") -> Response:
    known = registry.manifests()
    offered = [item for item in known.values() if item.needs_account and not item.internal]
    wanted = known.get(visit.parameter("provider") or visit.field("provider"))
    shown, people, totals = await visit.kit.database.read(_gather)
    view = View(
        shelves=shown,
        logins=people,
        totals=totals,
        providers=[item for item in offered if item.domain != FOLDER],
        adding=wanted if wanted in offered else None,
        refused=refused,
    )
    return visit.page(
        "libraries.html", view, active="libraries", error=error, at="/libraries" if error else ""
    )


def _gather(connection: Connection) -> tuple[list[Shelf], list[Login], Totals]:
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
                problems=tracks.problems(connection, library.id, _PROBLEMS) if library.problems else (),
                detail=_detail(connection, library),
            )
        )
    people = [Login(account=account, manifest=manifests.get(account.provider)) for account in by_id.values()]
    return shelves, people, libraries.totals(connection)


def _detail(connection: Connection, library: Library) -> str:
    """Return what its last scan said of what cannot be read: the folders by name."""
    if not library.reason:
        return ""
    past = runs.items_of(connection, library.id, 1)
    return past[0].item.result.detail if past and past[0].item.result.error == library.reason else ""


async def add(visit: Visit) -> Response:
    """Add a folder or a section of an account, and scan it at once; else show the form again."""
    guided = visit.field("guided") == "on"
    try:
        library = await _added(visit)
    except (InvalidInput, AlreadyExists) as error:
        return await (guide.show(visit, error) if guided else _page(visit, error))
    await _scan(visit, library.id)
    return visit.to("guide" if guided else "libraries", said="added")


async def _added(visit: Visit) -> Library:
    account_id = visit.field("account_id")
    return await shelves.add_library(
        visit.kit,
        name=visit.needed("name"),
        folder=None if account_id else visit.needed("folder", 4096),
        account_id=account_id or None,
        section=visit.field("section"),
    )


async def scan(visit: Visit) -> Response:
    """Look for what changed; with `mode` full, read everything anew."""
    library = await visit.kit.database.read(libraries.get, visit.request.path_params["id"])
    return visit.back(await _scan(visit, library.id, full=visit.field("mode") == "full"))


async def _scan(visit: Visit, library_id: str, *, full: bool = False) -> str:
    arguments = {"library_id": library_id, "mode": "full" if full else "incremental"}
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


async def add_account(visit: Visit) -> Response:
    """Add a login."""
    manifest = registry.manifest_of(visit.needed("provider"))
    try:
        account = await logins.add_account(
            visit.kit,
            provider=manifest.domain,
            name=visit.field("name") or manifest.name,
            settings=_settings(visit, manifest),
        )
    except (InvalidInput, AlreadyExists) as error:
        return await _page(visit, error)
    return visit.to("libraries", said="added" if account.health_ok else "checked_bad")


async def change_account(visit: Visit) -> Response:
    """Change a login; secrets left empty stay. A form that was not taken is shown again."""
    account = await visit.kit.database.read(accounts.get, visit.request.path_params["id"])
    settings = _settings(visit, registry.manifest_of(account.provider))
    try:
        await logins.change_account(
            visit.kit, account.id, name=visit.field("name") or None, settings=settings
        )
    except (InvalidInput, AlreadyExists) as error:
        return await _page(visit, error, account.id)
    return visit.to("libraries", said="saved")


async def check_account(visit: Visit) -> Response:
    """Try whether it works."""
    health = await logins.check_account(visit.kit, visit.request.path_params["id"])
    return visit.back("checked_good" if health.ok else "checked_bad")


async def remove_account(visit: Visit) -> Response:
    """Remove a login with its libraries."""
    await logins.remove_account(visit.kit, visit.request.path_params["id"])
    return visit.to("libraries", said="removed")


def _settings(visit: Visit, manifest: Manifest) -> dict[str, str]:
    given = {field.name: visit.field(f"field.{field.name}") for field in manifest.fields}
    return {name: value for name, value in given.items() if value}
