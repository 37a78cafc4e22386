"""Logging in to a server or service, step by step: which, how, its questions, a confirmation elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.errors import (
    Conflict,
    InvalidInput,
    LoginRejected,
    NotFound,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.manifest import LoginMethod, Manifest
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.sync.addresses import shown_settings
from syncopate.sync.libraries import FOLDER
from syncopate.sync.logins import LoginState, begin_login, forget_login, go_on_with_login, read_login
from syncopate.web.forms import sent
from syncopate.web.pages import accounts as account_pages
from syncopate.web.pages.guide import serves
from syncopate.web.view.links import with_query
from syncopate.web.visit import Visit

_LONGEST_CODE = 12
"""Letters of a code that is meant to be typed."""

_LONGEST_LINK = 4096

_NO_CONTENT = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a login is about, carried from page to page. `account` None: a new one.

    `link` is what somebody pasted that a login is wanted for: the way leads back to it, in the guide where it
    was pasted there. Without one, the guide wants a server.
    """

    manifest: Manifest | None
    account: Account | None
    guided: bool
    link: str = ""

    @property
    def query(self) -> Mapping[str, str]:
        """What addresses carry of it."""
        return {
            "provider": self.manifest.domain if self.manifest and self.account is None else "",
            "account": self.account.id if self.account else "",
            "guided": "on" if self.guided else "",
            "link": self.link,
        }

    @property
    def step(self) -> int:
        """Which step of the guide it belongs to: a library, or a source."""
        return 2 if self.link else 1

    @property
    def back(self) -> Mapping[str, str]:
        """What the page of the link is asked for."""
        return {"link": self.link, "guided": "on" if self.guided else ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginView:
    """Which service, and how to log in to it."""

    way: Way
    offered: Sequence[Manifest]
    method: LoginMethod | None

    @property
    def values(self) -> Mapping[str, str]:
        """What is known of a login that is done again."""
        return shown_settings(self.way.account.settings) if self.way.account else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """How far a login is. `state` None: it is no longer known."""

    way: Way
    state: LoginState | None

    @property
    def link(self) -> str:
        """Where to confirm, "" when that is no address of the web."""
        url = (self.state.url if self.state else None) or ""
        return url if url.startswith(("https://", "http://")) else ""

    @property
    def code(self) -> str:
        """The code to type or compare, "" where the link carries it."""
        code = (self.state.code if self.state else None) or ""
        carried = len(code) > _LONGEST_CODE and code in self.link
        return "" if carried else code


def offered(*, servers: bool = False) -> list[Manifest]:
    """Return what accounts can be added of, servers alone where libraries are wanted."""
    kinds = registry.manifests().values()
    # What works without an account may have more to give with one.
    found = [
        kind
        for kind in kinds
        if (kind.fields or kind.keeps_files) and not kind.internal and kind.domain != FOLDER
    ]
    return [kind for kind in found if serves(kind)] if servers else found


async def choose(visit: Visit) -> Response:
    """Show the services, or the form of the one that is named: its ways to log in, or its settings."""
    return await _begin_page(visit)


async def _way(visit: Visit) -> Way:
    account_id = visit.parameter("account") or visit.field("account")
    account = await visit.kit.database.read(accounts.get, account_id) if account_id else None
    named = account.provider if account else visit.parameter("provider") or visit.field("provider")
    return Way(
        manifest=registry.manifests().get(named),
        account=account,
        guided="on" in {visit.parameter("guided"), visit.field("guided")},
        link=(visit.parameter("link") or visit.field("link"))[:_LONGEST_LINK],
    )


async def _begin_page(visit: Visit, error: SyncopateError | None = None) -> Response:
    way = await _way(visit)
    wanted = visit.parameter("method") or visit.field("method")
    methods = way.manifest.logins if way.manifest else ()
    method = next((each for each in methods if each.name == wanted), methods[0] if methods else None)
    view = BeginView(way=way, offered=offered(servers=way.guided and not way.link), method=method)
    at = with_query("/accounts/add", **way.query) if error else ""
    return visit.page("account_add.html", view, active="accounts", error=error, at=at)


async def add(visit: Visit) -> Response:
    """Begin to log in, or add an account by its settings where nothing has to be logged in to."""
    way = await _way(visit)
    manifest = way.manifest or registry.manifest_of(visit.needed("provider"))
    try:
        if not manifest.logins:
            account = await account_pages.add(visit, manifest)
            return _to_account(visit, way, account)
        state = await _begun(visit, way, manifest)
    except (InvalidInput, Conflict, LoginRejected, Unreachable, NotFound) as error:
        return await _begin_page(visit, error)
    if state.account is not None:
        return _to_account(visit, way, state.account)
    return visit.to(f"logins/{state.id}", **way.query)


async def _begun(visit: Visit, way: Way, manifest: Manifest) -> LoginState:
    method = next((each for each in manifest.logins if each.name == visit.field("method")), None)
    return await begin_login(
        visit.kit,
        provider=manifest.domain,
        method=visit.field("method"),
        answers=sent(visit, method.fields) if method else {},
        account_id=way.account.id if way.account else None,
    )


async def show(visit: Visit) -> Response:
    """Show what is to be done next, asking nobody."""
    return await _step_page(visit)


async def _step_page(visit: Visit, error: SyncopateError | None = None) -> Response:
    way, login_id = await _way(visit), visit.request.path_params["id"]
    try:
        state = await read_login(visit.kit, login_id)
    except NotFound as gone:
        state, error = None, error or gone
    at = with_query(f"/logins/{login_id}", **way.query) if error else ""
    return visit.page(
        "login_step.html", StepView(way=way, state=state), active="accounts", error=error, at=at
    )


async def go_on(visit: Visit) -> Response:
    """Answer its questions, or see whether it was confirmed; a page that looks by itself hears only news."""
    way, login_id = await _way(visit), visit.request.path_params["id"]
    try:
        before = await read_login(visit.kit, login_id)
        state = await go_on_with_login(visit.kit, login_id, sent(visit, before.questions))
    except (InvalidInput, Conflict, LoginRejected, Unreachable, NotFound) as error:
        return await _step_page(visit, error)
    if state.account is not None:
        return _to_account(visit, way, state.account)
    waits = not before.questions and not state.questions
    if waits and _by_itself(visit):
        return Response(status_code=_NO_CONTENT)
    return _sent_to(visit, f"logins/{login_id}", **way.query, said="not_yet" if waits else "")


async def forget(visit: Visit) -> Response:
    """Give it up."""
    way = await _way(visit)
    await forget_login(visit.kit, visit.request.path_params["id"])
    if way.link:
        return visit.to("playlists/add", **way.back)
    if way.account is not None:
        return visit.to(f"accounts/{way.account.id}")
    return visit.to("guide" if way.guided else "accounts")


def _to_account(visit: Visit, way: Way, account: Account) -> Response:
    """Lead to the account, where a new one has its libraries chosen next; or back to what was pasted."""
    said = "logged_in" if account.health_ok else "checked_bad"
    if way.link and account.health_ok:
        return _sent_to(visit, "playlists/add", **way.back, by=account.id, said=said)
    if way.account is not None:
        return _sent_to(visit, f"accounts/{account.id}", said=said)
    more = {"ask": "on", "fresh": "on", "guided": "on" if way.guided and not way.link else ""}
    return _sent_to(visit, f"accounts/{account.id}", **more, said=said)


def _by_itself(visit: Visit) -> bool:
    return visit.request.headers.get("hx-request") == "true"


def _sent_to(visit: Visit, path: str, said: str = "", **query: str) -> Response:
    """Lead on; a part of a page that looks by itself has the whole page go there."""
    if not _by_itself(visit):
        return visit.to(path, said=said, **query)
    place = with_query(f"{visit.root}{path}", **query, said=said)
    return Response(status_code=_NO_CONTENT, headers={"HX-Redirect": place})
