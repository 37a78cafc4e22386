"""The tracker's lists: written, told, in its own file, and in a file of a version that knew none."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from engine.providers.asking import nothing_to_compute
from engine.providers.in_step import film, operation, told_by
from syncopate.domain.link import Action, Became, WatchOperation
from syncopate.domain.watch import Feature, InLists, Rating, Record, Values
from syncopate.providers.capability import Context
from syncopate.providers.local.watching import LocalWatching, create

LISTS = frozenset({Feature.LISTS})
HEAT, ALIEN = film(imdb="tt0113277"), film("Alien", imdb="tt0078748")


def in_list(action: Action, name: str) -> WatchOperation:
    """Return that the film is put into a list, or taken off."""
    return replace(operation(action, HEAT, InLists(frozenset({name}))), list_name=name)


async def became(tracker: LocalWatching, action: Action, name: str) -> Became:
    (outcome,) = await tracker.write([in_list(action, name)])
    return outcome.became


async def lists(tracker: LocalWatching) -> list[set[str]]:
    records = (await told_by(tracker, LISTS)).records
    return [set(each.values.lists.names) for each in records if each.values.lists is not None]


async def test_a_title_is_put_into_lists_and_taken_off_one_by_one(tracker: LocalWatching) -> None:
    assert await became(tracker, Action.ENLIST, "Best of") is Became.APPLIED
    assert await became(tracker, Action.ENLIST, "Later") is Became.APPLIED
    assert await became(tracker, Action.ENLIST, "best  OF") is Became.UNCHANGED
    assert await lists(tracker) == [{"Best of", "Later"}]
    assert await became(tracker, Action.DELIST, "best of") is Became.APPLIED
    assert await became(tracker, Action.DELIST, "best of") is Became.UNCHANGED
    assert await lists(tracker) == [{"Later"}]
    assert await became(tracker, Action.DELIST, "Later") is Became.APPLIED
    assert await lists(tracker) == []


async def test_one_batch_puts_a_title_into_several_lists(tracker: LocalWatching) -> None:
    outcomes = await tracker.write([in_list(Action.ENLIST, name) for name in ("Best of", "Later")])
    assert [each.became for each in outcomes] == [Became.APPLIED] * 2
    assert await lists(tracker) == [{"Best of", "Later"}]


async def test_only_what_changed_is_told_again(tracker: LocalWatching) -> None:
    await tracker.bring_in([Record(key="", title=ALIEN, values=Values(rating=Rating(9.0)))])
    await became(tracker, Action.ENLIST, "Best of")
    first = (await told_by(tracker, LISTS)).part
    assert [each.title for each in first.records] == [HEAT]
    await became(tracker, Action.ENLIST, "Later")
    then = (await told_by(tracker, LISTS, {Feature.LISTS: first.cursor or ""})).part
    assert [each.values.lists for each in then.records] == [InLists(frozenset({"Best of", "Later"}))]
    await became(tracker, Action.DELIST, "Later")
    await became(tracker, Action.DELIST, "Best of")
    last = (await told_by(tracker, LISTS, {Feature.LISTS: then.cursor or ""})).part
    assert (last.whole, last.records, len(last.gone)) == (False, (), 1)


async def test_its_own_file_keeps_lists(tracker: LocalWatching, tmp_path: Path) -> None:
    await tracker.write([in_list(Action.ENLIST, name) for name in ("Später", "=Best of")])
    content = tracker.write_records("syncopate", await tracker.records())
    came = tracker.read_records("mine.json", content)
    assert came.odd == ()
    other = create(
        Context(account_id="b", settings={}, storage=tmp_path / "other", compute=nothing_to_compute)
    )
    assert await other.bring_in(came.records) == 1
    assert await lists(other) == [{"Später", "=Best of"}]
    assert await other.bring_in(came.records) == 0


async def test_odd_names_of_lists_are_left_out_and_told(tracker: LocalWatching) -> None:
    record = {
        "title": {"type": "movie", "ids": ["imdb:tt0113277"]},
        "rating": {"value": 9},
        "lists": ["Best of", " ", 7, "Half \ud83c"],
    }
    document = {"format": "syncopate.watch", "version": 1, "records": [record, record | {"lists": "Later"}]}
    came = tracker.read_records("mine.json", json.dumps(document).encode())
    said = InLists(frozenset({"Best of", "Half \ufffd"}))
    assert [each.values.lists for each in came.records] == [said, None]
    assert [(each.line, each.kept) for each in came.odd] == [(1, True), (2, True)]
    assert "is no name of a list" in came.odd[0].reason
    assert "is no list of names" in came.odd[1].reason


async def test_a_file_of_a_version_without_lists_gets_them(tracker: LocalWatching, tmp_path: Path) -> None:
    rated = Record(key="", title=HEAT, values=Values(rating=Rating(9.0, datetime(2026, 1, 1, tzinfo=UTC))))
    await tracker.bring_in([rated])
    before = await told_by(tracker, frozenset({Feature.RATINGS}))
    with closing(sqlite3.connect(tmp_path / "storage" / "watched.sqlite")) as file:
        file.execute("ALTER TABLE titles DROP COLUMN lists")
        file.execute("PRAGMA user_version = 1")
    assert await lists(tracker) == []
    assert (await told_by(tracker, frozenset({Feature.RATINGS}))).records == before.records
    assert await became(tracker, Action.ENLIST, "Best of") is Became.APPLIED
    (record,) = await tracker.records()
    assert record.values == replace(rated.values, lists=InLists(frozenset({"Best of"})))
