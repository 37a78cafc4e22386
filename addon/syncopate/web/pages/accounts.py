"""Accounts: whether each works, what it has to choose from, and changing it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from syncopate.domain.server import Section, ServerUser
from syncopate.errors import AlreadyExists, InvalidInput, SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.manifest import Capability, Manifest
from syncopate.providers.pace import Budget
from syncopate.store import accounts, libraries, links, members, mirrors, owners, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.members import Member
from syncopate.store.owners import Owner
from syncopate.sync import accounts as use_cases
from syncopate.sync.addresses import shown_settings
from syncopate.sync.budgets import budget_of
from syncopate.sync.libraries import FOLDER
from syncopate.sync.recent import set_owner
from syncopate.sync.servers import add_sections, sections_of, users_of
from syncopate.sync.watch.live.hooks import remove_hook
from syncopate.sync.whose import Whose, whose
from syncopate.web.forms import sent
from syncopate.web.pages.account_live import Made, Standing, made_hook, standing_of
from syncopate.web.pages.guide import serves
from syncopate.web.pages.libraries import begin_scan
from syncopate.web.pages.watched import Files, files_of
from syncopate.web.visit import Visit

PATIENCE = 30
"""Seconds that a page waits for a server."""

USUAL_DAYS = 14
"""How long what was listened to stays, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One account: its service, its libraries, which of its users it is itself, and which each member is.

    `owner` is whose it is, with the member's name, "" for the household's.
    """

    account: Account
    manifest: Manifest | None
    libraries: Sequence[Library]
    people: Sequence[tuple[Member, str]]
    whose: Whose
    owner: Owner
    owner_name: str = ""

    @property
    def provider(self) -> str:
        """What the service is called."""
        return self.manifest.name if self.manifest else self.account.provider

    @property
    def settings(self) -> Mapping[str, str]:
        """What the form of settings shows."""
        return shown_settings(self.account.settings)

    @property
    def is_folder(self) -> bool:
        """True for what came with a folder that was added as a library."""
        return self.account.provider == FOLDER

    @property
    def is_watched(self) -> bool:
        """True where it tells what was watched, so that it can be linked."""
        return self.manifest is not None and self.manifest.watch is not None

    @property
    def is_source(self) -> bool:
        """True where playlists come from it."""
        return self.manifest is not None and Capability.PLAYLISTS in self.manifest.capabilities

    @property
    def tells_recent(self) -> bool:
        """True where it tells what was listened to of late."""
        return self.manifest is not None and Capability.RECENT in self.manifest.capabilities

    @property
    def who(self) -> Sequence[str]:
        """The names of the members it has to do with: its owner, and who is a user of it."""
        own = [self.owner_name] if self.owner_name else []
        return list(dict.fromkeys([*own, *(member.name for member, _ in self.people)]))

    @property
    def is_server(self) -> bool:
        """True where libraries are chosen from it."""
        return serves(self.manifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """All of them."""

    logins: Sequence[Login]
    members: Sequence[Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a server said when it was asked: its parts and users, or why it did not."""

    sections: Sequence[Section] = ()
    users: Sequence[ServerUser] = ()
    error: SyncopateError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One of them. `told` None: its server was not asked yet; `refused`: which form was not taken.

    `budget` is how it stands with its service, None while it has asked nothing; it rests until `rests`.
    """

    login: Login
    told: Told | None
    members: Sequence[Member]
    budget: Budget | None
    rests: datetime | None
    guided: bool
    fresh: bool = False
    refused: str = ""
    kept: Sequence[str] = ()
    """The playlists that were written to its libraries, by name."""
    files: Files | None = None
    """Of what was watched there, None where it tells nothing of that."""
    linked: Sequence[str] = ()
    """The links it is part of, by name."""
    live: Standing | None = None
    """Of what its server tells by itself, None where it tells nothing."""
    made: Made | None = None

    usual_days = USUAL_DAYS

    @property
    def added(self) -> dict[str, Library]:
        """Its libraries by the key of the part each is."""
        return {library.section: library for library in self.login.libraries}

    def member_of(self, user: str) -> str:
        """Return which member a user is, "" when nobody said."""
        return ", ".join(member.name for member, key in self.login.people if key == user)


async def show(visit: Visit) -> Response:
    """Show all of them."""
    logins, people = await visit.kit.database.read(_gather)
    return visit.page("accounts.html", ListView(logins=logins, members=people), active="accounts")


def _gather(connection: Connection) -> tuple[list[Login], list[Member]]:
    people = members.every(connection)
    return [_login(connection, account, people) for account in accounts.every(connection)], people


def _login(connection: Connection, account: Account, people: Sequence[Member]) -> Login:
    owner = owners.of_account(connection, account.id)
    return Login(
        account=account,
        manifest=registry.manifests().get(account.provider),
        libraries=libraries.of_account(connection, account.id),
        people=[
            (member, user.user) for member in people for user in member.users if user.account_id == account.id
        ],
        whose=whose(account, people),
        owner=owner,
        owner_name=next((member.name for member in people if member.id == owner.member_id), ""),
    )


async def show_one(visit: Visit) -> Response:
    """Show one; with `ask` its server is asked what there is to choose from."""
    return await _page(visit, ask=visit.parameter("ask") == "on")


async def _page(
    visit: Visit,
    error: SyncopateError | None = None,
    *,
    ask: bool = False,
    refused: str = "",
    made: Made | None = None,
) -> Response:
    account_id = visit.request.path_params["id"]
    login, kept, people, linked = await visit.kit.database.read(_read, account_id)
    told = await _ask(visit, login) if ask and login.is_server else None
    await visit.kit.connections.paces.refresh()
    budget = budget_of(visit.kit, login.account)
    view = View(
        login=login,
        told=told,
        members=people,
        budget=budget,
        rests=visit.now + timedelta(seconds=budget.rests) if budget is not None and budget.rests else None,
        guided="on" in {visit.parameter("guided"), visit.field("guided")},
        fresh="on" in {visit.parameter("fresh"), visit.field("fresh")},
        refused=refused,
        kept=kept,
        files=await files_of(visit, login.account) if login.is_watched else None,
        linked=linked,
        live=await standing_of(visit, login.account, login.manifest),
        made=made,
    )
    at = f"/accounts/{account_id}" if error or made else ""
    return visit.page("account.html", view, active="accounts", error=error, at=at)


def _read(connection: Connection, account_id: str) -> tuple[Login, list[str], list[Member], list[str]]:
    """Return an account, the names of playlists written to its libraries, who lives here, and its links."""
    people = members.every(connection)
    login = _login(connection, accounts.get(connection, account_id), people)
    own = {library.id for library in login.libraries}
    kept = {each.mirror_id for each in targets.written(connection) if each.library_id in own}
    return (
        login,
        sorted((mirrors.get(connection, one).name for one in kept), key=str.casefold),
        people,
        [
            each.name
            for each in links.every(connection)
            if account_id in {each.left_account_id, each.right_account_id}
        ],
    )


async def _ask(visit: Visit, login: Login) -> Told:
    """Ask the server; where it does not answer, nothing is known, which is said."""
    kit, account = visit.kit, login.account
    found: Sequence[Section] = ()
    try:
        async with asyncio.timeout(PATIENCE):
            found = await sections_of(kit, account.id)
            # A server that is whole is one library.
            found = found or [Section(key="", name=account.name)]
            return Told(sections=found, users=await users_of(kit, account.id))
    except TimeoutError:
        detail = f"{account.name} did not answer within {PATIENCE} s."
        return Told(sections=found, error=Unreachable(detail, what=account.name))
    except SyncopateError as error:
        return Told(sections=found, error=error)


async def add(visit: Visit, manifest: Manifest) -> Account:
    """Add an account by its form of settings. Raises InvalidInput, LoginRejected."""
    settings = sent(visit, manifest.fields)
    # The form has the service's name in it: left as it is, it tells nothing of the user.
    name = "" if visit.field("name") == manifest.name else visit.field("name")
    return await use_cases.add_account(visit.kit, provider=manifest.domain, name=name, settings=settings)


async def change(visit: Visit) -> Response:
    """Change it; secrets left empty stay. A form that was not taken is shown again."""
    account = await visit.kit.database.read(accounts.get, visit.request.path_params["id"])
    settings = sent(visit, registry.manifest_of(account.provider).fields)
    try:
        changed = await use_cases.change_account(
            visit.kit, account.id, name=visit.field("name") or None, settings=settings
        )
    except (InvalidInput, AlreadyExists) as error:
        return await _page(visit, error, refused="change")
    return visit.to(f"accounts/{account.id}", said="saved" if changed.health_ok else "checked_bad")


async def own(visit: Visit) -> Response:
    """Say whose it is, and whether what is listened to with it is mirrored."""
    account_id = visit.request.path_params["id"]
    try:
        days = _days(visit) if visit.field("recent") == "on" else None
        member_id = visit.field("member_id") or None
        await set_owner(visit.kit, Owner(account_id=account_id, member_id=member_id, recent_days=days))
    except InvalidInput as error:
        return await _page(visit, error, refused="owner")
    return visit.to(f"accounts/{account_id}", said="saved")


def _days(visit: Visit) -> int:
    """Return for how many days it stays; 0, which is none there may be, for what is no number."""
    text = visit.field("recent_days")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004 -- longer ones are too large


async def check(visit: Visit) -> Response:
    """Try whether it works."""
    health = await use_cases.check_account(visit.kit, visit.request.path_params["id"])
    return visit.back("checked_good" if health.ok else "checked_bad")


async def make_webhook(visit: Visit) -> Response:
    """Make an address for its server, in the place of the one before, and show it this once."""
    return await _page(visit, made=await made_hook(visit, visit.request.path_params["id"]))


async def remove_webhook(visit: Visit) -> Response:
    """Make the address of its server useless at once."""
    account_id = visit.request.path_params["id"]
    await remove_hook(visit.kit, account_id)
    return visit.to(f"accounts/{account_id}", said="removed")


async def remove(visit: Visit) -> Response:
    """Remove it with its libraries."""
    await use_cases.remove_account(visit.kit, visit.request.path_params["id"])
    return visit.to("accounts", said="removed")


async def add_libraries(visit: Visit) -> Response:
    """Make the ticked parts of its server libraries, and scan them."""
    account_id, guided = visit.request.path_params["id"], visit.field("guided") == "on"
    chosen = [str(key) for key in visit.form.getlist("section")]
    try:
        added = await add_sections(visit.kit, account_id, chosen)
    except (InvalidInput, AlreadyExists, Unreachable) as error:
        return await _page(visit, error, ask=True, refused="libraries")
    if not added:
        return visit.to(f"accounts/{account_id}", said="unchanged")
    # One run at a time: several are scanned by the run of all.
    begun = await begin_scan(visit, added[0].id if len(added) == 1 else None)
    said = "added_scanned" if begun == "started" else "added_waits"
    return visit.to("guide" if guided else "libraries", said=said)
