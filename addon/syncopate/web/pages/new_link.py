"""A new link: which two accounts, and what shall pass between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.run import JobName
from syncopate.domain.watch import Side
from syncopate.errors import AlreadyExists, InvalidInput, NotFound, SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.store import links
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.sync.watch.asking import resolving_account
from syncopate.sync.watch.linking import NewLink, add_link, offer
from syncopate.sync.watch.proposing import is_server, partners, proposed
from syncopate.web.pages.link_form import (
    LONGEST_NAME,
    Form,
    form_of,
    sent_features,
    sent_limits,
    sent_lists,
    sent_live,
    sent_pace,
    sent_sections,
    sent_types,
)
from syncopate.web.pages.links import able_accounts, service_of, start
from syncopate.web.pages.new_mirror import bounded
from syncopate.web.view.links import with_query
from syncopate.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An account that can be linked; `server`: it is where things lie, no tracker."""

    account: Account
    service: str
    server: bool
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolving:
    """Whether anybody here knows titles by all their ids, and which services would."""

    known: bool
    services: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What can be linked, and the form for the two that are chosen; `form` None: they cannot be."""

    choices: Sequence[Choice]
    left: str
    right: str
    form: Form | None
    resolving: Resolving
    every_minutes: int | None
    advised: bool


async def resolving(visit: Visit) -> Resolving:
    """Find out whether titles can be asked for by all their ids."""
    able = [each for each in registry.manifests().values() if Capability.TITLE_IDS in each.capabilities]
    return Resolving(
        known=await resolving_account(visit.kit) is not None,
        services=sorted((each.name for each in able if not each.internal), key=str.casefold),
    )


async def every_minutes(visit: Visit) -> int | None:
    """Return how often the job runs, in minutes, None where it runs at a time of day or not by itself."""
    jobs = await visit.context.jobs.overview()
    schedule = next((each.schedule for each in jobs if each.job is JobName.SYNC_LINKS), None)
    if schedule is None or not schedule.enabled or schedule.every is None:
        return None
    return round(schedule.every.total_seconds() / 60)


async def show(visit: Visit) -> Response:
    """Show the form for the two that are named, else for those that are proposed."""
    return await _page(visit)


async def _page(visit: Visit, error: SyncopateError | None = None) -> Response:
    able, first = await visit.kit.database.read(_proposal)
    known = {each.id: each for each in able}
    wanted = [visit.field(side) or visit.parameter(side) for side in Side]
    left, right = (wanted[0], wanted[1]) if any(wanted) else first
    form = None
    try:
        if left in known and right in known:
            offered = await offer(visit.kit, left, right)
            form = await form_of(visit, offered) if offered.features else None
    except (InvalidInput, NotFound) as wrong:
        error = error or wrong
    chosen = known.get(left)
    fitting = {each.id for each in partners(chosen, able)} if chosen else set(known)
    view = View(
        choices=[
            Choice(
                account=each,
                service=service_of(each),
                server=is_server(each),
                fits=each.id in fitting or each is chosen,
            )
            for each in able
        ],
        left=left,
        right=right,
        form=form,
        resolving=await resolving(visit),
        every_minutes=await every_minutes(visit),
        advised=any(is_server(each) for each in able) and not all(is_server(each) for each in able),
    )
    at = with_query("/links/new", left=left, right=right) if error or visit.form else ""
    return visit.page("link_new.html", view, active="links", error=error, at=at)


def _proposal(connection: Connection) -> tuple[list[Account], tuple[str, str]]:
    able = able_accounts(connection)
    two = proposed(able, links.every(connection))
    return able, ("", "") if two is None else (two[0].id, two[1].id)


async def add(visit: Visit) -> Response:
    """Link them, and look what would be done; a form that was not taken is shown again."""
    if visit.field("ask"):
        return await _page(visit)
    try:
        offered = await offer(visit.kit, visit.field("left"), visit.field("right"))
        link = await add_link(
            visit.kit,
            NewLink(
                left_account_id=offered.left.id,
                right_account_id=offered.right.id,
                name=bounded(visit, "name", LONGEST_NAME),
                features=sent_features(visit, offered),
                types=sent_types(visit, offered),
                sections=sent_sections(visit, offered, {}),
                lists=sent_lists(visit),
                limits=sent_limits(visit),
                every=sent_pace(visit),
                live=sent_live(visit),
                two_way_understood=visit.field("two_way_understood") == "on",
            ),
        )
    except (InvalidInput, NotFound, AlreadyExists) as error:
        return await _page(visit, error)
    begun = await start(visit, link.id, {"preview": True})
    return visit.to(f"links/{link.id}", said="linked" if begun else "linked_later")
