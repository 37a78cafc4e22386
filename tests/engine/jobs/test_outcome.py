"""What a run comes to when something that was wanted lacks what it needs."""

from datetime import UTC, datetime

from syncopate.domain.run import ItemResult, ItemStatus, RunStatus
from syncopate.jobs.outcome import end_of

AT = datetime(2026, 3, 2, tzinfo=UTC)


def item(status: ItemStatus, error: str | None = None) -> ItemResult:
    return ItemResult(item_id="x", item_name="X", status=status, started_at=AT, ended_at=AT, error=error)


UNSET = item(ItemStatus.NOT_CONFIGURED, "not_configured")


def test_a_playlist_that_no_library_is_chosen_for_is_not_in_sync() -> None:
    assert end_of([UNSET]).status is RunStatus.PARTIAL
    both = end_of([item(ItemStatus.SYNCED), UNSET])
    assert (both.status, both.detail) == (RunStatus.PARTIAL, "1 of 2 items are not in sync.")
    assert end_of([item(ItemStatus.FAILED, "disk_full"), UNSET]).status is RunStatus.FAILED


def test_what_is_not_used_at_all_is_no_lack() -> None:
    assert end_of([item(ItemStatus.NOT_CONFIGURED)]).status is RunStatus.SUCCEEDED
    assert end_of([item(ItemStatus.SYNCED), item(ItemStatus.NOT_DUE)]).status is RunStatus.SUCCEEDED


def test_not_all_failed_where_one_went_well_in_part() -> None:
    failed = item(ItemStatus.FAILED, "disk_full")
    assert end_of([failed, failed], in_part={"another"}).status is RunStatus.FAILED
    end = end_of([failed], in_part={"x"})
    assert (end.status, end.error, end.detail) == (RunStatus.PARTIAL, None, "1 of 1 items are not in sync.")
