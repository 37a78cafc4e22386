"""Links: two accounts kept in step, their plans, and the states that can be brought back."""

from dataclasses import dataclass

from .connection import Connection, Query
from .models import (
    LinkList,
    RunStarted,
    RunView,
    WatchLinkView,
    WatchOperationView,
    WatchPlanList,
    WatchPlanPage,
    WatchPlanView,
)

_ROOT = "/api/v1/links"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Links:
    """The links the engine keeps."""

    connection: Connection

    async def all(self) -> list[WatchLinkView]:
        """Return every link, the oldest first. Raises EngineError, `not_found` by an engine without links."""
        return (await self.connection.get(LinkList, _ROOT)).items

    async def read(self, link_id: str) -> WatchLinkView:
        """Return one. Raises EngineError."""
        return await self.connection.get(WatchLinkView, f"{_ROOT}/{link_id}")

    async def switch(self, link_id: str, *, on: bool) -> WatchLinkView:
        """Have schedules run one, or not. Raises EngineError."""
        return await self.connection.patch(WatchLinkView, f"{_ROOT}/{link_id}", {"enabled": on})

    async def run(self, link_id: str, *, preview: bool = False, whole: bool = False) -> RunView:
        """Run one now, or only plan it. Raises EngineError, `job_already_running` among them."""
        wanted = {"preview": preview, "whole": whole}
        return (await self.connection.post(RunStarted, f"{_ROOT}/{link_id}/run", wanted)).run

    async def plans(self, link_id: str) -> list[WatchPlanView]:
        """Return the plans that are kept, the newest first. Raises EngineError."""
        return (await self.connection.get(WatchPlanList, f"{_ROOT}/{link_id}/plans")).items

    async def plan(
        self, link_id: str, plan_id: str, *, limit: int
    ) -> tuple[WatchPlanPage, list[WatchOperationView]]:
        """Return a plan with its first page, and `limit` of its writes at most. Raises EngineError."""
        found: list[WatchOperationView] = []
        while True:
            query: Query = {"plan_id": plan_id, "limit": min(_PAGE, limit - len(found)), "offset": len(found)}
            page = await self.connection.get(WatchPlanPage, f"{_ROOT}/{link_id}/plan", query)
            found.extend(page.items)
            if not page.items or len(found) >= min(limit, page.page.total):
                return page, found

    async def apply(self, link_id: str, plan_id: str | None = None) -> RunView:
        """Say yes to a plan, or to the one that waits, and run it.

        Raises EngineError, `conflict` among them.
        """
        body = {"plan_id": plan_id}
        return (await self.connection.post(RunStarted, f"{_ROOT}/{link_id}/plan/apply", body)).run

    async def discard(self, link_id: str, plan_id: str | None = None) -> WatchPlanView:
        """Say no to a plan, or to the one that waits. Raises EngineError, `conflict` among them."""
        return await self.connection.post(
            WatchPlanView, f"{_ROOT}/{link_id}/plan/discard", {"plan_id": plan_id}
        )

    async def restore(self, capture_id: str) -> RunView:
        """Bring an account back to the state of a capture, in a run. Raises EngineError."""
        return (await self.connection.post(RunStarted, f"/api/v1/captures/{capture_id}/restore")).run
