"""Writing what was planned: each write is noted before it is sent, its outcome before the next one is."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from syncopate.apply.watching import Batches, Numbered, apply_batch
from syncopate.domain.link import Became, Ready, WatchOutcome
from syncopate.domain.run import Progress
from syncopate.domain.watch import Side
from syncopate.planning.watching.settling import intended
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.providers.watching import WatchAccount
from syncopate.store import links, watch_bases, watch_plans, watch_records
from syncopate.store.database import Connection
from syncopate.store.links import Link
from syncopate.store.watch_encoding import Bases, encode_base
from syncopate.store.watch_plans import DEFERRED, StoredOperation
from syncopate.sync.kit import Kit
from syncopate.sync.providers import watch_of
from syncopate.sync.watch.ends import Ends

_WITHOUT_TRYING: Mapping[Ready, WatchOutcome | str] = {
    Ready.NO_COUNTERPART: WatchOutcome(Became.UNRESOLVED),
    Ready.PLAYING: DEFERRED,
    Ready.PART_UNSEEN: DEFERRED,
}
_DONE = frozenset({Became.APPLIED, Became.UNCHANGED})


class Applying:
    """A plan that is stored, being written part by part."""

    def __init__(self, kit: Kit, link: Link, ends: Ends, plan_id: str) -> None:
        self._kit = kit
        self._link = link
        self._ends = ends
        self._plan_id = plan_id
        self._keepers: dict[Side, WatchAccount] = {}
        self._skews = dict.fromkeys(Side, timedelta())

    async def write(
        self, writes: Sequence[StoredOperation], report: Report
    ) -> Mapping[int, WatchOutcome | str]:
        """Write some of it in batches, those that follow on each other in turn; return what became of each.

        Raises NotFound, NotConfigured.
        """
        for side in Side:
            state = await self._kit.database.read(watch_records.state, self._ends.at(side).id)
            self._skews[side] = state.skew
        became: dict[int, WatchOutcome | str] = {
            each.number: _WITHOUT_TRYING[each.operation.ready]
            for each in writes
            if each.operation.ready is not Ready.READY
        }
        await self._kit.database.write(watch_plans.settle, self._plan_id, became)
        stored = {each.number: each for each in writes if each.number not in became}
        batches = Batches(
            [Numbered(number, each.operation) for number, each in stored.items()],
            {side: registry.manifest_of(self._ends.at(side).provider).watch_batch for side in Side},
        )
        done = 0
        for batch in batches:
            await report(Progress(done=done, total=len(stored), current=self._ends.at(batch.side).name))
            await self._kit.database.write(self._intend, [stored[each.number] for each in batch.writes])
            outcomes = await apply_batch(await self._keeper(batch.side), batch)
            await self._kit.database.write(watch_plans.settle, self._plan_id, outcomes)
            batches.failed(_not_done(outcomes))
            became |= outcomes
            done += len(batch.writes)
        waiting = dict.fromkeys(batches.waiting, DEFERRED)
        await self._kit.database.write(watch_plans.settle, self._plan_id, waiting)
        return became | waiting

    async def _keeper(self, side: Side) -> WatchAccount:
        if side not in self._keepers:
            self._keepers[side] = await watch_of(self._kit, self._ends.at(side).id)
        return self._keepers[side]

    def _intend(self, connection: Connection, batch: list[StoredOperation]) -> None:
        """Keep, before it is sent, that what is written will be ours."""
        # It may have been removed meanwhile.
        links.get(connection, self._link.id)
        now, bases = self._kit.now(), Bases({})
        intents = {**watch_bases.under_way(connection, self._link.id, [each.base_id for each in batch])}
        for each in batch:
            base = bases.decode(intents.get(each.base_id) or each.base)
            side = each.operation.side
            clears = self._ends.rules(side).clears_on_rewatch
            known = intended(base, each.operation, now + self._skews[side], clears=clears)
            intents[each.base_id] = encode_base(known, {})
        watch_bases.intend(connection, self._link.id, intents)
        watch_plans.send(connection, self._plan_id, [each.number for each in batch], now)


def _not_done(outcomes: Mapping[int, WatchOutcome]) -> set[int]:
    return {number for number, outcome in outcomes.items() if outcome.became not in _DONE}
