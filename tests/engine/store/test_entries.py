"""Entries of mirrors."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.store import entries, mirrors
from syncopate.store.database import Database
from syncopate.store.entries import StoredEntry, entries_hash
from syncopate.store.mirrors import Mirror

type Make = Callable[..., StoredEntry]


def test_entries_come_back_in_order(
    database: Database, make_mirror: Callable[..., Mirror], stored: Make
) -> None:
    mirror = make_mirror()
    content = [
        stored(0),
        stored(1, "Song 0"),
        stored(2, path="../a b/ü.mp3", ids=frozenset(), duration=None, disc=2, number=7),
    ]
    content.append(StoredEntry("bare", Entry(position=3, title="")))
    assert database.change(entries.replace, mirror.id, content[::-1])
    assert database.look(entries.load, mirror.id) == content
    kept = database.look(mirrors.get, mirror.id)
    assert (kept.entry_count, kept.entries_hash) == (4, entries_hash(content[::-1]))


def test_the_same_content_is_not_written_again(
    database: Database, make_mirror: Callable[..., Mirror], stored: Make
) -> None:
    mirror = make_mirror()
    content = [stored(0), stored(1)]
    assert database.change(entries.replace, mirror.id, content)
    assert not database.change(entries.replace, mirror.id, [stored(0), stored(1)])
    assert database.change(entries.replace, mirror.id, [])
    assert database.look(entries.load, mirror.id) == []
    assert not database.change(entries.replace, mirror.id, [])
    assert database.look(mirrors.get, mirror.id).entry_count == 0


def test_an_empty_first_answer_is_content_too(database: Database, make_mirror: Callable[..., Mirror]) -> None:
    mirror = make_mirror()
    assert mirror.entries_hash is None
    assert database.change(entries.replace, mirror.id, [])
    assert database.look(mirrors.get, mirror.id).entries_hash is not None


def test_a_mirror_that_is_gone_is_not_found(database: Database, stored: Make) -> None:
    with pytest.raises(NotFound):
        database.change(entries.replace, "none", [stored(0)])


def test_every_difference_changes_the_hash(stored: Make) -> None:
    base = stored(0)
    contents = [
        [],
        [base],
        [stored(1)],
        [base, stored(1)],
        [StoredEntry("other", base.entry)],
        *(
            [StoredEntry(base.identity, replace(base.entry, **change))]
            for change in (
                {"title": "x"},
                {"artists": ("Artist", "Guest")},
                {"artists": ("Artist Guest",)},
                {"album": None},
                {"album": ""},
                {"duration": None},
                {"ids": frozenset()},
                {"path": "x"},
            )
        ),
    ]
    assert len({entries_hash(content) for content in contents}) == len(contents)


def test_a_hundred_thousand_lines_fit(
    database: Database, make_mirror: Callable[..., Mirror], stored: Make
) -> None:
    mirror = make_mirror()
    content = [stored(position) for position in range(100_000)]
    assert database.change(entries.replace, mirror.id, content)
    assert len(database.look(entries.load, mirror.id)) == 100_000
