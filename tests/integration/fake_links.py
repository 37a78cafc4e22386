"""The links of an engine that stands in for the real one: what it has of them, and what it answers."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

type Answer = Callable[..., web.Response]

COUNTS = dict.fromkeys(
    (
        "planned",
        "applied",
        "unchanged",
        "unresolved",
        "deferred",
        "failed",
        "held",
        "cancelled",
        "in_doubt",
    ),
    0,
)


def link(link_id: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a link as the API has it."""
    return {
        "id": link_id,
        "name": name,
        "left": {"account_id": "a1", "provider": "plex", "name": "Anna's Plex", "sections": ["3"]},
        "right": {"account_id": "a2", "provider": "trakt", "name": "Anna's Trakt", "sections": None},
        "features": [
            {"feature": "history", "way": "to_right", "adds": True, "removes": False, "tie": "left"}
        ],
        "types": None,
        "limit_count": 10,
        "limit_share": 0.1,
        "every_minutes": None,
        "enabled": True,
        "approved": True,
        "pending": 0,
        "held_plan_id": None,
        "held_reasons": [],
        "last_run_at": "2026-11-20T02:01:00Z",
        "last_success_at": "2026-11-20T02:01:00Z",
        "last_status": "synced",
        "last_error": None,
        "last_detail": "",
        "last_counts": COUNTS | {"planned": 12, "applied": 9, "unresolved": 2, "failed": 1},
        "created_at": "2026-11-20T08:00:00Z",
    } | more


def held(link_id: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a link of which a plan waits."""
    waits = {"pending": 3, "held_plan_id": "w1", "held_reasons": ["many_removals", "would_empty"]}
    return link(link_id, name, last_status="held", **(waits | more))


def plan(plan_id: str = "w1", state: str = "held", **more: Any) -> dict[str, Any]:
    """Return a plan as the API has it."""
    return {
        "id": plan_id,
        "link_id": "k1",
        "run_id": "r1",
        "made_at": "2026-11-20T02:01:00Z",
        "ended_at": None,
        "state": state,
        "reasons": [
            {"because": "many_removals", "side": "right", "feature": "history", "removals": 2, "of": 3},
            {"because": "many_removals", "side": "right", "feature": "ratings", "removals": 1, "of": 1},
            {"because": "bad_moon", "side": None, "feature": None, "removals": 0, "of": 0},
        ],
        "counts": COUNTS | {"planned": 3, "held": 3},
    } | more


def write(number: int, label: str = "Heat (1995)", action: str = "unwatch") -> dict[str, Any]:
    """Return a write of a plan as the API has it."""
    return {
        "number": number,
        "side": "right",
        "feature": "history",
        "action": action,
        "because": "removed",
        "ready": "ready",
        "label": label,
        "title": {
            "type": "movie",
            "name": "Heat",
            "show_name": "",
            "year": 1995,
            "season": None,
            "number": None,
            "ids": ["imdb:tt0113277"],
            "show_ids": [],
            "path": None,
        },
        "keys": ["m1"],
        "value": None,
        "before": {
            "plays": ["2026-10-01T20:00:00Z"],
            "play_count": 1,
            "position_ms": None,
            "rating": None,
            "listed": None,
            "at": None,
        },
        "became": None,
        "reason": None,
        "detail": "",
    }


class FakeLinks:
    """What an engine has of links. `there`: whether it knows what a link is; `done`: what it was told."""

    def __init__(self, problem: Answer, run: Callable[..., dict[str, Any]]) -> None:
        self.there = True
        self.rows: list[dict[str, Any]] = []
        self.plans: list[dict[str, Any]] = [plan()]
        self.writes = [write(0), write(1, "Ronin (1998)"), write(2, "Ronin (1998)", "unrate")]
        self._problem = problem
        self._run = run

    def routes(self) -> list[web.RouteDef]:
        """Return where what is answered."""
        root = "/api/v1/links"
        return [
            web.get(root, self._list),
            web.get(f"{root}/{{id}}", self._one),
            web.patch(f"{root}/{{id}}", self._change),
            web.post(f"{root}/{{id}}/run", self._start),
            web.get(f"{root}/{{id}}/plans", self._plans),
            web.get(f"{root}/{{id}}/plan", self._plan),
            web.post(f"{root}/{{id}}/plan/apply", self._apply),
            web.post(f"{root}/{{id}}/plan/discard", self._discard),
            web.post("/api/v1/captures/{id}/restore", self._restore),
        ]

    async def _list(self, _: web.Request) -> web.Response:
        if not self.there:
            raise web.HTTPNotFound
        return web.json_response({"items": self.rows})

    async def _one(self, request: web.Request) -> web.Response:
        return web.json_response(self._row(request))

    async def _change(self, request: web.Request) -> web.Response:
        row = self._row(request)
        row.update(request["body"])
        return web.json_response(row)

    async def _start(self, request: web.Request) -> web.Response:
        self._row(request)
        return web.json_response({"run": self._run("sync_links", "queued")}, status=202)

    async def _plans(self, request: web.Request) -> web.Response:
        self._row(request)
        return web.json_response({"items": self.plans})

    async def _plan(self, request: web.Request) -> web.Response:
        self._row(request)
        limit, offset = int(request.query["limit"]), int(request.query["offset"])
        found = next((one for one in self.plans if one["id"] == request.query["plan_id"]), None)
        if found is None or limit > 500:
            raise web.HTTPNotFound
        kinds: dict[str, int] = {}
        for each in self.writes:
            kinds[each["action"]] = kinds.get(each["action"], 0) + 1
        return web.json_response(
            {
                "plan": found,
                "breakdown": [
                    {"side": "right", "feature": "history", "action": action, "count": count}
                    for action, count in kinds.items()
                ],
                "items": self.writes[offset : offset + limit],
                "page": {"total": len(self.writes), "limit": limit, "offset": offset},
            }
        )

    async def _apply(self, request: web.Request) -> web.Response:
        problem = self._settle(request, "approved")
        return problem or web.json_response({"run": self._run("sync_links", "queued")}, status=202)

    async def _discard(self, request: web.Request) -> web.Response:
        return self._settle(request, "discarded") or web.json_response(self.plans[0])

    def _settle(self, request: web.Request, state: str) -> web.Response | None:
        row, wanted = self._row(request), request["body"]["plan_id"]
        waiting = self.plans[0]
        if wanted not in {None, waiting["id"]}:
            return self._problem(404, "not_found", "There is no such plan.")
        if waiting["state"] != "held":
            return self._problem(409, "conflict", f"This plan is {waiting['state']} already.")
        waiting["state"] = state
        row.update(pending=0, held_plan_id=None, held_reasons=[])
        return None

    async def _restore(self, request: web.Request) -> web.Response:
        if request.match_info["id"] != "c1":
            return self._problem(404, "not_found", "There is no such capture.")
        return web.json_response({"run": self._run("restore_capture", "queued")}, status=202)

    def _row(self, request: web.Request) -> dict[str, Any]:
        row = next((row for row in self.rows if row["id"] == request.match_info["id"]), None)
        if row is None:
            raise web.HTTPNotFound
        return row
