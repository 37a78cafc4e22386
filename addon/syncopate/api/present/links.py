"""Links, plans and records as the wire has them."""

from collections.abc import Iterable, Mapping

from syncopate.api.wire.base import Pagination
from syncopate.api.wire.links import (
    FeatureInput,
    FeatureView,
    FindingCounts,
    FindingPage,
    FindingView,
    LinkSideView,
    OperationCount,
    ReasonView,
    TitleView,
    ValueView,
    WatchCounts,
    WatchLinkView,
    WatchOperationView,
    WatchPlanPage,
    WatchPlanView,
    Way,
)
from syncopate.api.wire.watching import RecordView
from syncopate.domain.link import Action, FeaturePolicy
from syncopate.domain.watch import (
    Feature,
    InLists,
    Listed,
    Position,
    Rating,
    Record,
    Side,
    Title,
    TitleId,
    Value,
    Watched,
)
from syncopate.errors import InvalidInput
from syncopate.store.paging import Page
from syncopate.store.watch_encoding import label_of
from syncopate.store.watch_findings import Finding, FindingKind
from syncopate.store.watch_plans import StoredOperation, StoredPlan
from syncopate.sync.watch.linking import ORDER, Direction, direction_of
from syncopate.sync.watch.overview import LinkOverview


def link_view(overview: LinkOverview) -> WatchLinkView:
    """Return a link."""
    link, held = overview.link, overview.held
    return WatchLinkView(
        id=link.id,
        name=link.name,
        left=_side(overview, Side.LEFT),
        right=_side(overview, Side.RIGHT),
        features=[
            feature_view(each, link.settings.features[each])
            for each in ORDER
            if each in link.settings.features
        ],
        types=None if link.settings.types is None else sorted(link.settings.types),
        lists=sorted(link.settings.lists) or None,
        limit_count=link.settings.limits.few,
        limit_share=link.settings.limits.share,
        every_minutes=None if link.every is None else round(link.every.total_seconds() / 60),
        enabled=link.enabled,
        live=link.settings.live,
        approved=link.approved_at is not None,
        pending=overview.pending,
        held_plan_id=None if held is None else held.id,
        held_reasons=[] if held is None else list(dict.fromkeys(each.because for each in held.reasons)),
        last_run_at=link.last_run_at,
        last_success_at=link.last_success_at,
        last_status=link.last_status,
        last_error=link.last_error,
        last_detail=link.last_detail,
        last_counts=counts_view(link.last_counts),
        created_at=link.created_at,
    )


def _side(overview: LinkOverview, side: Side) -> LinkSideView:
    account, chosen = overview.at(side), overview.link.settings.sections.get(side)
    return LinkSideView(
        account_id=account.id,
        provider=account.provider,
        name=account.name,
        sections=None if chosen is None else sorted(chosen),
    )


def feature_view(feature: Feature, policy: FeaturePolicy) -> FeatureView:
    """Return how a feature passes."""
    return FeatureView(
        feature=feature,
        way=Way(direction_of(policy).value),
        adds=policy.adds,
        removes=policy.removes,
        tie=policy.tie,
    )


def policies(features: Iterable[FeatureInput]) -> Mapping[Feature, FeaturePolicy]:
    """Return how features shall pass. Raises InvalidInput for one that is named twice."""
    wanted = list(features)
    if len({each.feature for each in wanted}) < len(wanted):
        raise InvalidInput("Name each feature once.", field="features")
    return {
        each.feature: FeaturePolicy(
            to_left=Direction(each.way.value) is not Direction.TO_RIGHT,
            to_right=Direction(each.way.value) is not Direction.TO_LEFT,
            adds=each.adds,
            removes=each.removes,
            tie=each.tie,
        )
        for each in wanted
    }


def counts_view(counts: Mapping[str, int]) -> WatchCounts:
    """Return a run's sums."""
    known = WatchCounts.model_fields
    return WatchCounts(**{name: count for name, count in counts.items() if name in known})


def plan_view(plan: StoredPlan) -> WatchPlanView:
    """Return a plan without its writes."""
    return WatchPlanView(
        id=plan.id,
        link_id=plan.link_id,
        run_id=plan.run_id,
        made_at=plan.made_at,
        ended_at=plan.ended_at,
        state=plan.state,
        reasons=[
            ReasonView(
                because=each.because,
                side=each.side,
                feature=each.feature,
                removals=each.removals,
                of=each.of,
                list_name=each.list_name or None,
            )
            for each in plan.reasons
        ],
        counts=counts_view(plan.counts),
    )


def plan_page(
    plan: StoredPlan, breakdown: Iterable[tuple[Side, Feature, Action, int]], page: Page[StoredOperation]
) -> WatchPlanPage:
    """Return a plan with some of its writes."""
    return WatchPlanPage(
        plan=plan_view(plan),
        breakdown=[
            OperationCount(side=side, feature=feature, action=action, count=count)
            for side, feature, action, count in breakdown
        ],
        items=[operation_view(each) for each in page.items],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def operation_view(stored: StoredOperation) -> WatchOperationView:
    """Return one write."""
    operation, outcome = stored.operation, stored.outcome
    return WatchOperationView(
        number=stored.number,
        side=operation.side,
        feature=operation.feature,
        action=operation.action,
        because=operation.because,
        ready=operation.ready,
        label=stored.label,
        title=title_view(operation.title),
        keys=list(operation.keys),
        list_name=operation.list_name or None,
        value=value_view(operation.value),
        before=value_view(operation.before),
        became=None if outcome is None else outcome.became,
        reason=None if outcome is None else outcome.reason,
        detail="" if outcome is None else outcome.detail,
    )


def title_view(title: Title) -> TitleView:
    """Return a title."""
    return TitleView(
        type=title.type,
        name=title.name,
        show_name=title.show_name,
        year=title.year,
        season=title.season,
        number=title.number,
        ids=id_texts(title.ids),
        show_ids=id_texts(title.show_ids),
        path=title.path,
    )


def id_texts(ids: Iterable[TitleId]) -> list[str]:
    """Return ids as people write them."""
    return [f"{each.kind.value}:{each.value}" for each in sorted(ids)]


def value_view(value: Value | None) -> ValueView | None:
    """Return what is said."""
    match value:
        case None:
            return None
        case Watched():
            return ValueView(plays=list(value.plays), play_count=value.count, at=value.at)
        case Position():
            return ValueView(position_ms=round(value.seconds * 1000), at=value.at)
        case Rating():
            return ValueView(rating=value.value, at=value.at)
        case Listed():
            return ValueView(listed=True, at=value.at)
        case InLists():
            return ValueView(lists=sorted(value.names))


def record_view(record: Record) -> RecordView:
    """Return a record."""
    values = record.values
    return RecordView(
        key=record.key,
        label=label_of(record.title),
        title=title_view(record.title),
        history=value_view(values.watched),
        progress=value_view(values.place),
        rating=value_view(values.rating),
        watchlist=value_view(values.listed),
        lists=value_view(values.lists),
        length_ms=None if record.length is None else round(record.length * 1000),
        section=record.section,
    )


def finding_page(counts: Mapping[FindingKind, int], page: Page[Finding]) -> FindingPage:
    """Return what needs an eye."""
    return FindingPage(
        counts=FindingCounts(**{kind.value: count for kind, count in counts.items()}),
        items=[_finding(each) for each in page.items],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def _finding(finding: Finding) -> FindingView:
    details = finding.details
    key = details.get("key")
    feature = details.get("feature")
    return FindingView(
        kind=finding.kind,
        side=finding.side,
        label=finding.label,
        ids=details.get("ids", []),
        keys=details.get("keys", [key] if key else []),
        titles=details.get("titles", []),
        path=details.get("path"),
        feature=None if feature is None else Feature(feature),
        reason=details.get("reason", ""),
    )
