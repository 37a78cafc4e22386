"""The steps of the job that keeps accounts in step."""

from syncopate.domain.run import ItemResult
from syncopate.jobs.catalog import LinkArguments, RestoreArguments
from syncopate.jobs.scopes import Scope
from syncopate.jobs.steps import Chosen, Ended, Steps
from syncopate.jobs.work import LinkCases
from syncopate.store import runs
from syncopate.sync.kit import Kit
from syncopate.sync.watch.work import PlanMode


class LinkSteps:
    """What the job does, on the ground of the steps that all jobs share."""

    def __init__(self, kit: Kit, steps: Steps, cases: LinkCases) -> None:
        self._kit = kit
        self._steps = steps
        self._cases = cases

    async def choose_links(self, run_id: str) -> Chosen:
        """Find the links that are due; what is not gets its result at once."""
        return await self._steps.chosen(self._choose_links(run_id))

    async def _choose_links(self, run_id: str) -> Chosen:
        run = await self._kit.database.read(runs.get, run_id)
        arguments = LinkArguments.parse(run.arguments)
        due, skipped = await self._cases.due_links(
            self._kit,
            only=arguments.ids,
            force=arguments.force,
            asked=await self._steps.asked_for(run),
        )
        await self._steps.put(run_id, *skipped)
        return {"ids": [link.id for link in due], "skipped": len(skipped), "error": None, "detail": ""}

    async def sync_link(self, run_id: str, link_id: str) -> Ended:
        """Bring two accounts in step, or plan it where the run is a preview."""

        async def work(scope: Scope) -> ItemResult:
            arguments = LinkArguments.parse(scope.run.arguments)
            return await self._cases.sync_link(
                self._kit,
                link_id,
                run_id,
                report=scope.meter.of_item(link_id),
                mode=PlanMode.PREVIEW if arguments.preview else PlanMode.RUN,
                approve=arguments.approve.get(link_id),
                whole=arguments.whole,
                again=arguments.force or arguments.whole,
            )

        return await self._steps.item(run_id, link_id, work)

    async def restore(self, run_id: str) -> Ended:
        """Bring an account back to what it was when the run's capture was made."""
        run = await self._kit.database.read(runs.get, run_id)
        capture_id = RestoreArguments.parse(run.arguments).capture_id

        async def work(scope: Scope) -> ItemResult:
            return await self._cases.restore_capture(self._kit, capture_id, run_id, report=scope.meter.report)

        return await self._steps.item(run_id, capture_id, work)
