"""The workflows: which steps follow which. Change `durable.SHAPE` with any change of them.

A workflow keeps no state of its own: what its steps did is in the store, where it goes on is with DBOS.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from syncopate.domain.run import JobName
from syncopate.jobs.border import attempt
from syncopate.jobs.catalog import PARTS
from syncopate.jobs.durable import Body, Durable, part_id, step
from syncopate.jobs.link_steps import LinkSteps
from syncopate.jobs.main_steps import MainSteps
from syncopate.jobs.scopes import Scopes
from syncopate.jobs.source_steps import SourceSteps
from syncopate.jobs.steps import Chosen, Steps


class Workflows:
    """All of them. Each body takes the id of a run of the store, which is also the workflow's id."""

    def __init__(
        self,
        durable: Durable,
        scopes: Scopes,
        steps: Steps,
        main_steps: MainSteps,
        sources: SourceSteps,
        linking: LinkSteps,
    ) -> None:
        self._durable = durable
        self._scopes = scopes
        self._steps = steps
        self._main = main_steps
        self._sources = sources
        self._linking = linking
        self._bodies = self._define()

    @property
    def bodies(self) -> list[Body]:
        """What DBOS has to know before it starts."""
        return [*self._bodies.values()]

    async def begin(self, job: JobName, run_id: str) -> None:
        """Begin the workflow of a run: scans wherever there is room, others where the conductor is."""
        start = self._durable.share if job is JobName.SCAN_LIBRARY else self._durable.begin
        await start(self._bodies[job.value], run_id, run_id)

    def _define(self) -> Mapping[str, Body]:
        # Plain functions: DBOS finds a workflow again by its name and calls it with its arguments alone.
        async def main_sync(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._main_sync(run_id)

        async def sync_playlists(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._sync_mirrors(run_id)

        async def sync_albums(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._sync_mirrors(run_id)

        async def sync_mirror(run_id: str, mirror_id: str) -> None:
            with self._scopes.body(run_id):
                await step(self._steps.sync_one, run_id, mirror_id)

        async def scan_library(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(run_id, self._steps.choose_libraries, self._steps.scan_one)

        async def publish_mqtt(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._one(run_id, self._steps.publish)

        async def clean_up(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._one(run_id, self._main.clean_up)

        syncs: tuple[Body, ...] = (main_sync, sync_playlists, sync_albums, sync_mirror)
        others: tuple[Body, ...] = (scan_library, publish_mqtt, clean_up, *self._of_sources())
        return {body.__name__: body for body in (*syncs, *others)}

    def _of_sources(self) -> tuple[Body, ...]:
        async def sync_users(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(run_id, self._sources.choose_accounts, self._sources.sync_user)

        async def refresh_playlists(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(run_id, self._sources.choose_playlists, self._sources.refresh)

        async def identify_playlists(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(run_id, self._sources.choose_playlists, self._sources.identify)

        async def refresh_charts(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(run_id, self._sources.choose_charts, self._sources.refresh_charts)

        async def find_links(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(
                    run_id, self._sources.choose_link_services, self._sources.find_links, lists=True
                )

        async def sync_links(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._each(run_id, self._linking.choose_links, self._linking.sync_link)

        async def restore_capture(run_id: str) -> None:
            with self._scopes.body(run_id):
                await self._one(run_id, self._linking.restore)

        links: tuple[Body, ...] = (sync_links, restore_capture)
        return (*links, sync_users, refresh_playlists, identify_playlists, refresh_charts, find_links)

    async def _main_sync(self, run_id: str) -> None:
        if not (await step(self._steps.begin, run_id))["go"]:
            return
        for job in PARTS:
            part_id = (await step(self._main.name_part, run_id, job))["status"]
            if (await step(self._main.make_part, run_id, job, part_id))["status"] == "made":
                await self.begin(job, part_id)
                await step(self._main.await_part, part_id)
            await step(self._main.close_part, run_id, job, part_id)
        await self._after_sync(run_id)

    async def _sync_mirrors(self, run_id: str) -> None:
        begun = await step(self._steps.begin, run_id)
        if not begun["go"]:
            return
        chosen = await step(self._steps.choose_mirrors, run_id)
        # Not a step: it is about this process, and done again in the next one.
        places = await self._steps.expect(run_id, chosen)
        if places is not None:
            await attempt(self._durable.let_work(places, busy=True), "Opening the queue")
        # All are begun in one order and wait for their turn inside: a replay finds each at its place.
        handles = [
            await self._durable.share(
                self._bodies["sync_mirror"], part_id(run_id, mirror_id), run_id, mirror_id
            )
            for mirror_id in chosen["ids"]
        ]
        for handle in handles:
            await self._durable.end_of(handle)
        if places is not None:
            await attempt(self._durable.let_work(places, busy=False), "Slowing the queue")
        if begun["part"]:
            await self._end(run_id, chosen)
        else:
            await self._after_sync(run_id, chosen)

    async def _each(
        self,
        run_id: str,
        choose: Callable[[str], Coroutine[Any, Any, Chosen]],
        work: Callable[[str, str], Coroutine[Any, Any, Any]],
        *,
        lists: bool = False,
    ) -> None:
        """Do one after the other what there is to do; `lists`: then write what is missing anew."""
        if not (await step(self._steps.begin, run_id))["go"]:
            return
        chosen = await step(choose, run_id)
        for item_id in chosen["ids"]:
            await step(work, run_id, item_id)
        if lists and chosen["ids"]:
            await step(self._steps.write_lists, run_id)
        await self._end(run_id, chosen)

    async def _one(self, run_id: str, work: Callable[[str], Coroutine[Any, Any, Any]]) -> None:
        if (await step(self._steps.begin, run_id))["go"]:
            await step(work, run_id)
            await self._end(run_id)

    async def _after_sync(self, run_id: str, chosen: Chosen | None = None) -> None:
        await step(self._steps.write_lists, run_id)
        await self._end(run_id, chosen)
        await step(self._steps.publish_after, run_id)

    async def _end(self, run_id: str, chosen: Chosen | None = None) -> None:
        if chosen is None or chosen["error"] is None:
            await step(self._steps.end, run_id)
        else:
            await step(self._steps.end, run_id, chosen["error"], chosen["detail"])
