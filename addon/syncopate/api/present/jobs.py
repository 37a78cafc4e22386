"""Jobs, runs and schedules dressed for the wire, and schedules undressed."""

from collections.abc import Mapping
from datetime import time, timedelta

from syncopate.api.present.times import milliseconds_between
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.jobs import (
    JobView,
    ProgressView,
    RunDetail,
    RunItemView,
    RunPage,
    RunView,
    ScheduleView,
)
from syncopate.domain.run import Schedule, ScheduleKind
from syncopate.errors import InvalidSchedule
from syncopate.jobs.facade import JobOverview
from syncopate.store.paging import Page
from syncopate.store.runs import Run, RunItem, RunSummary

type Tallies = Mapping[str, tuple[int, int]]
"""How many items a run has and how many of them failed, by run."""


def run_view(run: Run, tallies: Tallies) -> RunView:
    """Dress a run."""
    items, failed = tallies.get(run.id, (0, 0))
    return RunView(
        id=run.id,
        job=run.job,
        trigger=run.trigger,
        status=run.status,
        requested_at=run.requested_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        duration_ms=milliseconds_between(run.started_at, run.ended_at),
        progress=ProgressView(done=run.progress.done, total=run.progress.total, current=run.progress.current),
        error=run.error,
        detail=run.detail,
        items=items,
        failed=failed,
    )


def run_page(page: Page[RunSummary]) -> RunPage:
    """Dress a page of runs."""
    return RunPage(
        items=[
            run_view(summary.run, {summary.run.id: (summary.items, summary.failed)}) for summary in page.items
        ],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def run_detail(run: Run, items: list[RunItem], tallies: Tallies) -> RunDetail:
    """Dress a run with its items."""
    return RunDetail(run=run_view(run, tallies), items=[run_item_view(item) for item in items])


def run_item_view(item: RunItem) -> RunItemView:
    """Dress what became of an item."""
    result = item.result
    return RunItemView(
        run_id=item.run_id,
        item_id=result.item_id,
        item_name=result.item_name,
        status=result.status,
        started_at=result.started_at,
        ended_at=result.ended_at,
        duration_ms=milliseconds_between(result.started_at, result.ended_at) or 0,
        matched=result.matched,
        review=result.review,
        missing=result.missing,
        unknown=result.unknown,
        added=result.added,
        removed=result.removed,
        moved=result.moved,
        next_due=result.next_due,
        error=result.error,
        detail=result.detail,
        missing_entries=list(item.missing_entries),
    )


def job_view(job: JobOverview, tallies: Tallies) -> JobView:
    """Dress a job."""
    return JobView(
        name=job.job,
        title=job.title,
        schedule=None if job.schedule is None else schedule_view(job.schedule),
        next_run=job.next_run,
        run_count=job.run_count,
        running=None if job.running is None else run_view(job.running, tallies),
        last=None if job.last is None else run_view(job.last, tallies),
    )


def schedule_view(schedule: Schedule) -> ScheduleView:
    """Dress a schedule."""
    return ScheduleView(
        kind=schedule.kind,
        enabled=schedule.enabled,
        at=None if schedule.at is None else schedule.at.strftime("%H:%M"),
        weekdays=sorted(schedule.weekdays),
        every_minutes=None if schedule.every is None else int(schedule.every.total_seconds() // 60),
    )


def schedule_of(view: ScheduleView) -> Schedule:
    """Undress a schedule; fields of other kinds are left out. Raises InvalidSchedule."""
    interval = view.kind is ScheduleKind.INTERVAL
    every = timedelta(minutes=view.every_minutes) if interval and view.every_minutes else None
    weekdays = frozenset(view.weekdays) if view.kind is ScheduleKind.WEEKLY else frozenset[int]()
    at = time.fromisoformat(view.at) if view.at and not interval else None
    try:
        return Schedule(kind=view.kind, at=at, weekdays=weekdays, every=every, enabled=view.enabled)
    except ValueError as error:
        raise InvalidSchedule(f"That is not a schedule: {error}.") from None
