"""The steps of the jobs that are about sources: what is listened to, what they say, what titles are."""

import asyncio

from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.jobs.catalog import OF_PLAYLISTS, PlaylistArguments
from syncopate.jobs.scopes import Scope
from syncopate.jobs.steps import Chosen, Ended, Steps
from syncopate.jobs.work import SourceCases
from syncopate.store import mirrors, runs
from syncopate.sync.kit import Kit
from syncopate.sync.recent import EXPIRED


class SourceSteps:
    """What their jobs do, on the ground of the steps that all jobs share."""

    def __init__(self, kit: Kit, steps: Steps, cases: SourceCases) -> None:
        self._kit = kit
        self._steps = steps
        self._cases = cases

    async def choose_accounts(self, run_id: str) -> Chosen:
        """Find the accounts whose listening is mirrored; what is over goes last."""
        return await self._steps.chosen(self._choose_accounts(run_id))

    async def _choose_accounts(self, _run_id: str) -> Chosen:
        owners = await self._cases.listening_accounts(self._kit)
        listening = {owner.account_id for owner in owners}
        over = await self._kit.database.read(mirrors.expired, self._kit.now())
        # What those listened to who are read goes with their own item.
        left = any(mirror.account_id not in listening for mirror in over)
        return _all([*sorted(listening), *([EXPIRED] if left else [])])

    async def sync_user(self, run_id: str, account_id: str) -> Ended:
        """Mirror what is listened to with an account, or drop what is over."""

        async def work(scope: Scope) -> ItemResult:
            if account_id == EXPIRED:
                return await self._cases.drop_expired(self._kit)
            return await self._cases.sync_listening(self._kit, account_id, report=scope.meter.report)

        return await self._steps.item(run_id, account_id, work)

    async def choose_playlists(self, run_id: str) -> Chosen:
        """Find the playlists and albums that a run is about; all are those that are switched on."""
        return await self._steps.chosen(self._choose_playlists(run_id))

    async def _choose_playlists(self, run_id: str) -> Chosen:
        run = await self._kit.database.read(runs.get, run_id)
        wanted = PlaylistArguments.parse(run.arguments).ids if run.job in OF_PLAYLISTS else ()
        if wanted is not None:
            return _all(list(dict.fromkeys(wanted)))
        known = await self._kit.database.read(mirrors.every)
        return _all([mirror.id for mirror in known if mirror.enabled])

    async def refresh(self, run_id: str, mirror_id: str) -> Ended:
        """Read the source of one and keep what it says; nothing is written to a library."""

        async def work(scope: Scope) -> ItemResult:
            return await self._cases.refresh_mirror(
                self._kit, mirror_id, run_id, report=scope.meter.of_item(mirror_id)
            )

        return await self._steps.item(run_id, mirror_id, work)

    async def identify(self, run_id: str, mirror_id: str) -> Ended:
        """Find out what the entries of one are in catalogues, or in the one that the run is about."""

        async def work(scope: Scope) -> ItemResult:
            run = await self._kit.database.read(runs.get, run_id)
            return await self._cases.identify_mirror(
                self._kit,
                mirror_id,
                run_id,
                report=scope.meter.of_item(mirror_id),
                catalogue=PlaylistArguments.parse(run.arguments).catalogue
                if run.job in OF_PLAYLISTS
                else None,
            )

        return await self._steps.item(run_id, mirror_id, work)

    async def choose_link_services(self, _run_id: str) -> Chosen:
        """Find the services whose links can be looked for."""
        return await self._steps.chosen(self._choose_link_services())

    async def _choose_link_services(self) -> Chosen:
        return _all([*await self._cases.link_services(self._kit)])

    async def find_links(self, run_id: str, service: str) -> Ended:
        """Look for links of what is missing at one service."""

        async def work(scope: Scope) -> ItemResult:
            return await self._cases.find_links(self._kit, service, report=scope.meter.report)

        return await self._steps.item(run_id, service, work)

    async def choose_charts(self, _run_id: str) -> Chosen:
        """Find the services whose shelves are remembered."""
        # The first who asks reads the providers' folders.
        return _all([*await asyncio.to_thread(self._cases.remembering)])

    async def refresh_charts(self, run_id: str, provider: str) -> Ended:
        """Forget what a service's shelves were, so that they are asked for anew."""

        async def work(_scope: Scope) -> ItemResult:
            started = self._kit.now()
            dropped = await self._cases.refresh_shelves(self._kit, provider)
            return ItemResult(
                item_id=provider,
                item_name=self._cases.name_of(provider),
                status=ItemStatus.SYNCED if dropped else ItemStatus.UNCHANGED,
                started_at=started,
                ended_at=self._kit.now(),
                removed=dropped,
            )

        return await self._steps.item(run_id, provider, work)


def _all(ids: list[str]) -> Chosen:
    return {"ids": ids, "skipped": 0, "error": None, "detail": ""}
