"""Routes of links: two accounts kept in step."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, QueryId, Text
from syncopate.api.present.jobs import run_view
from syncopate.api.present.links import finding_page, link_view, plan_page, plan_view, policies
from syncopate.api.wire.jobs import RunStarted
from syncopate.api.wire.links import (
    FindingPage,
    LinkCreate,
    LinkList,
    LinkOffer,
    LinkPatch,
    LinkRunRequest,
    OfferedFeature,
    PlanChoice,
    WatchLinkView,
    WatchPlanList,
    WatchPlanPage,
    WatchPlanView,
    Way,
)
from syncopate.domain.link import Action, Became, Ready
from syncopate.domain.run import JobName, Trigger
from syncopate.domain.watch import Feature, Side
from syncopate.errors import NotFound
from syncopate.planning.watching.guarding import Limits
from syncopate.store import links, watch_findings, watch_plans, watch_writes
from syncopate.store.database import Connection
from syncopate.store.mirrors import UNSET
from syncopate.store.watch_findings import FindingKind
from syncopate.store.watch_writes import OperationFilter
from syncopate.sync.watch import linking as use_cases
from syncopate.sync.watch.asking import resolving_account
from syncopate.sync.watch.deciding import approve_plan, discard_plan, plan_to_apply, reconsider
from syncopate.sync.watch.linking import LinkChanges, NewLink
from syncopate.sync.watch.overview import overview, overviews

router = APIRouter(tags=["links"])

AccountId = Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]


@router.get("/links", responses=problems())
async def list_links(context: Context, _caller: Reader) -> LinkList:
    """Return all links with how they went and what waits."""
    found = await context.kit.database.read(overviews)
    return LinkList(items=[link_view(each) for each in found])


@router.get("/links/offer", responses=problems(404))
async def offer_link(
    context: Context, _caller: Reader, left_account_id: AccountId, right_account_id: AccountId
) -> LinkOffer:
    """Return what could be kept in step between two accounts."""
    offered = await use_cases.offer(context.kit, left_account_id, right_account_id)
    return LinkOffer(
        left_name=offered.left.name,
        right_name=offered.right.name,
        features=[
            OfferedFeature(feature=feature, ways=[Way(way.value) for way in ways])
            for feature, ways in offered.features.items()
        ],
        resolver=await resolving_account(context.kit) is not None,
    )


@router.post("/links", responses=problems(404, 409, 413, 502), status_code=201)
async def add_link(context: Context, _caller: Controller, wanted: LinkCreate) -> WatchLinkView:
    """Link two accounts. The first run only plans, and waits for approval."""
    new = NewLink(
        left_account_id=wanted.left_account_id,
        right_account_id=wanted.right_account_id,
        name=wanted.name or "",
        features=None if wanted.features is None else policies(wanted.features),
        types=None if wanted.types is None else frozenset(wanted.types),
        sections={
            Side.LEFT: frozenset(wanted.left_sections or ()),
            Side.RIGHT: frozenset(wanted.right_sections or ()),
        },
        lists=frozenset(wanted.lists or ()),
        limits=Limits(few=wanted.limit_count, share=wanted.limit_share),
        every=None if wanted.every_minutes is None else timedelta(minutes=wanted.every_minutes),
        enabled=wanted.enabled,
        live=wanted.live,
        two_way_understood=wanted.two_way_understood,
    )
    link = await use_cases.add_link(context.kit, new)
    return link_view(await context.kit.database.read(overview, link.id))


@router.get("/links/{link_id}", responses=problems(404))
async def get_link(context: Context, _caller: Reader, link_id: Id) -> WatchLinkView:
    """Return one link."""
    return link_view(await context.kit.database.read(overview, link_id))


@router.patch("/links/{link_id}", responses=problems(404, 409, 413, 502))
async def change_link(
    context: Context, _caller: Controller, link_id: Id, changes: LinkPatch
) -> WatchLinkView:
    """Change what passes, of what, how often. What the link knows stays."""
    link = await context.kit.database.read(links.get, link_id)
    given, old = changes.model_fields_set, link.settings
    sections = {**old.sections}
    for side, name, keys in (
        (Side.LEFT, "left_sections", changes.left_sections),
        (Side.RIGHT, "right_sections", changes.right_sections),
    ):
        if name in given:
            sections[side] = frozenset(keys or ())
    limits = Limits(
        few=old.limits.few if changes.limit_count is None else changes.limit_count,
        share=old.limits.share if changes.limit_share is None else changes.limit_share,
    )
    every = None if changes.every_minutes is None else timedelta(minutes=changes.every_minutes)
    await use_cases.change_link(
        context.kit,
        link_id,
        LinkChanges(
            name=UNSET if changes.name is None else changes.name,
            features=UNSET if changes.features is None else policies(changes.features),
            types=UNSET
            if "types" not in given
            else (None if changes.types is None else frozenset(changes.types)),
            sections=sections,
            lists=frozenset(changes.lists or ()) if "lists" in given else UNSET,
            limits=limits,
            every=UNSET if "every_minutes" not in given else every,
            enabled=UNSET if changes.enabled is None else changes.enabled,
            live=UNSET if changes.live is None else changes.live,
            two_way_understood=changes.two_way_understood,
        ),
    )
    return link_view(await context.kit.database.read(overview, link_id))


@router.delete("/links/{link_id}", responses=problems(404), status_code=204)
async def remove_link(context: Context, _caller: Controller, link_id: Id) -> None:
    """Forget a link; nothing happens at its accounts."""
    await use_cases.remove_link(context.kit, link_id)


@router.post("/links/{link_id}/forget", responses=problems(404))
async def forget_link(context: Context, _caller: Controller, link_id: Id) -> WatchLinkView:
    """Forget what it knows: its next run is as its first, and waits for approval."""
    await use_cases.forget_link(context.kit, link_id)
    return link_view(await context.kit.database.read(overview, link_id))


@router.post("/links/{link_id}/run", responses=problems(404, 409, 413), status_code=202)
async def run_link(
    context: Context, _caller: Controller, link_id: Id, wanted: LinkRunRequest | None = None
) -> RunStarted:
    """Run it now, or only plan it."""
    await context.kit.database.read(links.get, link_id)
    asked = wanted or LinkRunRequest()
    if asked.anew:
        await reconsider(context.kit, link_id)
    run = await context.jobs.run(
        JobName.SYNC_LINKS,
        Trigger.API,
        {"link_ids": [link_id], "force": True, "preview": asked.preview, "whole": asked.whole},
    )
    return RunStarted(run=run_view(run, {}))


@router.get("/links/{link_id}/plans", responses=problems(404))
async def list_link_plans(context: Context, _caller: Reader, link_id: Id) -> WatchPlanList:
    """Return the plans that are kept, the newest first."""

    def found(connection: Connection) -> WatchPlanList:
        links.get(connection, link_id)
        return WatchPlanList(items=[plan_view(each) for each in watch_plans.of_link(connection, link_id)])

    return await context.kit.database.read(found)


@router.get("/links/{link_id}/plan", responses=problems(404))
async def get_link_plan(
    context: Context,
    _caller: Reader,
    link_id: Id,
    plan_id: QueryId = None,
    side: Side | None = None,
    feature: Feature | None = None,
    action: Action | None = None,
    became: Became | None = None,
    ready: Ready | None = None,
    list_name: Text = None,
    search: Text = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> WatchPlanPage:
    """Return the newest plan, or the one named: what is written where, why, and what became of it."""
    asked = OperationFilter(
        side=side,
        feature=feature,
        actions=None if action is None else frozenset({action}),
        became=became,
        ready=ready,
        list_name=list_name,
        text=search or "",
    )

    def found(connection: Connection) -> WatchPlanPage:
        links.get(connection, link_id)
        plan = (
            watch_plans.latest(connection, link_id)
            if plan_id is None
            else watch_plans.get(connection, plan_id)
        )
        if plan is None or plan.link_id != link_id:
            raise NotFound("This link was not planned yet.", what="plan", id=plan_id or link_id)
        page = watch_writes.page(connection, plan.id, asked, limit=limit, offset=offset)
        return plan_page(plan, watch_writes.breakdown(connection, plan.id), page)

    return await context.kit.database.read(found)


@router.post("/links/{link_id}/plan/apply", responses=problems(404, 409, 413), status_code=202)
async def apply_link_plan(
    context: Context, _caller: Controller, link_id: Id, wanted: PlanChoice | None = None
) -> RunStarted:
    """Say yes to a plan, and run it. It is planned anew, and waits again if it takes more away by then."""
    plan = await plan_to_apply(context.kit, link_id, wanted.plan_id if wanted else None)
    # The yes comes first: it holds for whichever run is the next, also where this one cannot begin now.
    await approve_plan(context.kit, link_id, plan.id)
    run = await context.jobs.run(
        JobName.SYNC_LINKS,
        Trigger.API,
        {"link_ids": [link_id], "force": True, "approve": {link_id: plan.id}},
    )
    return RunStarted(run=run_view(run, {}))


@router.post("/links/{link_id}/plan/discard", responses=problems(404, 409, 413))
async def discard_link_plan(
    context: Context, _caller: Controller, link_id: Id, wanted: PlanChoice | None = None
) -> WatchPlanView:
    """Say no to a plan; the next run plans anew, and does not ask for the same again."""
    return plan_view(await discard_plan(context.kit, link_id, wanted.plan_id if wanted else None))


@router.get("/links/{link_id}/findings", responses=problems(404))
async def list_link_findings(
    context: Context,
    _caller: Reader,
    link_id: Id,
    kind: FindingKind | None = None,
    search: Text = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> FindingPage:
    """Return what needs an eye: conflicting ids, doubles, titles without ids or counterpart."""

    def found(connection: Connection) -> FindingPage:
        links.get(connection, link_id)
        page = watch_findings.page(
            connection, link_id, kind=kind, text=search or "", limit=limit, offset=offset
        )
        return finding_page(watch_findings.counts(connection, link_id), page)

    return await context.kit.database.read(found)
