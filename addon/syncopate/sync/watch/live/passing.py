"""Which links an event is for, and what may pass by each of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syncopate.domain.link import SHORTEST_SECONDS, LinkPolicy, WatchOperation
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import Feature, Record, Side, Title, Values, View, Watched
from syncopate.planning.watching.joining import join
from syncopate.store.links import Link
from syncopate.store.watch_overrides import Override
from syncopate.sync.watch.live.playing import Turn
from syncopate.sync.watch.work import policy_of

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From one side of a link to the other."""

    link_id: str
    side: Side
    target: str
    policy: LinkPolicy

    def passes(self, feature: Feature) -> bool:
        """Tell whether anything of a kind passes."""
        policy = self.policy.features.get(feature)
        return policy is not None and policy.lets(self.side.other)

    @property
    def adds_plays(self) -> bool:
        """Whether the other side may be told of plays."""
        return self.passes(Feature.HISTORY) and self.policy.features[Feature.HISTORY].adds

    def covers(self, record: Record, *, stored: bool) -> bool:
        """Tell whether a title is one that is kept in step, as far as that is known of one not `stored`."""
        if not self.policy.covers(record.title):
            return False
        if self.side in self.policy.sections and not stored:
            return False
        sections = [record.section] if stored else []
        return self.policy.includes(self.side, sections) and not _is_kept_away(record, self.side, self.policy)

    def wants_run(self, event: PlayEvent, turn: Turn | None) -> bool:
        """Tell whether a run has something to do after an event."""
        match event.state, turn:
            case PlayState.CHANGED, _:
                return any(self.passes(feature) for feature in Feature)
            case PlayState.RATED, _:
                return self.passes(Feature.RATINGS)
            case _, Turn.FINISHED:
                return self.passes(Feature.HISTORY) or self.passes(Feature.PROGRESS)
            case _, Turn.LEFT:
                return self.passes(Feature.PROGRESS) and (event.position or 0.0) >= SHORTEST_SECONDS
            case _:
                return False


def ways_from(
    account_id: str, links: Iterable[Link], overrides: Sequence[Override], *, approved: bool = True
) -> Iterator[Way]:
    """Return where what happens at an account may pass: by links that are on and live, and `approved`."""
    for link in links:
        if not link.enabled or not link.settings.live or (approved and link.approved_at is None):
            continue
        for side in Side:
            if link.account_at(side) == account_id:
                own = [each for each in overrides if each.link_id in {None, link.id}]
                way = Way(
                    link_id=link.id,
                    side=side,
                    target=link.account_at(side.other),
                    policy=policy_of(link, own),
                )
                if any(way.passes(feature) for feature in Feature):
                    yield way


def record_of(event: PlayEvent, stored: Record | None) -> Record | None:
    """Return what an event is about, by all that is known of it; None where that is nothing."""
    if stored is None:
        return None if event.title is None else Record(key=event.key, title=event.title, length=event.length)
    length = event.length or stored.length
    if event.title is None or event.title.type is not stored.title.type:
        return replace(stored, length=length)
    return replace(stored, title=_with_ids(stored.title, event.title), length=length)


def was_written(
    record: Record, writes: Sequence[WatchOperation], since: datetime, policy: LinkPolicy
) -> bool:
    """Tell whether a play since then is among what was written."""
    lately = [
        Record(key=str(number), title=each.title, values=Values(watched=each.value))
        for number, each in enumerate(writes)
        if isinstance(each.value, Watched) and (not each.value.plays or each.value.plays[-1] >= since)
    ]
    joined = join(_view([record], since), _view(lately, since), (), policy)
    return any(each.left.records and each.right.records for each in joined.subjects)


def _is_kept_away(record: Record, side: Side, policy: LinkPolicy) -> bool:
    """Tell whether a title is blocked, or names itself as several."""
    said, nothing = _view([record], _EVER), _view([], _EVER)
    views = (said, nothing) if side is Side.LEFT else (nothing, said)
    return not join(*views, (), policy).subjects


def _view(records: Sequence[Record], at: datetime) -> View:
    return View(records=tuple(records), complete=frozenset(), taken_at=at)


def _with_ids(title: Title, other: Title) -> Title:
    """Return a title with the ids that it lacks; of no kind two."""
    own, show = {each.kind for each in title.ids}, {each.kind for each in title.show_ids}
    return replace(
        title,
        ids=title.ids | {each for each in other.ids if each.kind not in own},
        show_ids=title.show_ids | {each for each in other.show_ids if each.kind not in show},
    )
