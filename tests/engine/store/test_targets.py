"""Targets."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from syncopate.domain.match import Match, Verdict
from syncopate.domain.target import Dress, TargetKind
from syncopate.errors import NotFound
from syncopate.store import matches, targets
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target


def test_a_mirror_has_one_target_on_a_library(
    database: Database, library: Library, make_mirror: Callable[..., Mirror]
) -> None:
    mirror = make_mirror()
    target = database.change(targets.ensure, mirror.id, library.id)
    assert database.change(targets.ensure, mirror.id, library.id) == target
    assert database.look(targets.of_mirror, mirror.id) == [target]
    assert database.look(targets.get, target.id) == target
    assert target == Target(id=target.id, mirror_id=mirror.id, library_id=library.id)


def test_a_target_needs_mirror_and_library(database: Database, target: Target) -> None:
    for mirror_id, library_id in ((target.mirror_id, "none"), ("none", target.library_id)):
        with pytest.raises(NotFound):
            database.change(targets.ensure, mirror_id, library_id)


def test_never_written_is_not_written_empty(database: Database, target: Target) -> None:
    assert (target.written, target.placed) == (None, None)
    database.change(
        targets.set_written, target.id, target_key="k", dress=Dress(name="n"), written=(), placed={}
    )
    kept = database.look(targets.get, target.id)
    assert (kept.written, kept.placed) == ((), {})


def test_what_was_written_is_remembered_until_another_takes_its_place(
    database: Database, target: Target
) -> None:
    written = ("b", "a", "b", "ü/\udce4")
    placed = {"identity:1": "b", "identity:ü": "a"}
    database.change(
        targets.set_written,
        target.id,
        target_key="list.m3u8",
        dress=Dress(name="Mine"),
        written=written,
        placed=placed,
    )
    database.change(
        targets.set_counts, target.id, matched=1, review=2, missing=3, unknown=4, match_state="state"
    )
    kept = database.look(targets.get, target.id)
    assert kept == replace(
        target,
        target_key="list.m3u8",
        written_name="Mine",
        written=written,
        placed=placed,
        matched=1,
        review=2,
        missing=3,
        unknown=4,
        match_state="state",
    )
    database.change(matches.replace, target.id, [(0, Match(Verdict.MATCH, "same_id", "b"))])
    other = database.change(targets.keep_as, target.id, TargetKind.FAVOURITES, user="7", user_name="Kim")
    assert other == replace(
        kept,
        id=other.id,
        kind=TargetKind.FAVOURITES,
        user="7",
        user_name="Kim",
        target_key=None,
        written_name=None,
        written=None,
        placed=None,
    )
    assert other.id != target.id, "what carries the old one's mark is the user's"
    assert database.look(targets.of_mirror, target.mirror_id) == [other]
    assert len(database.look(matches.load, other.id)) == 1, "what matching said stays"


def test_a_hold_comes_and_goes(database: Database, target: Target) -> None:
    database.change(targets.set_hold, target.id, "d" * 64, "would_empty")
    kept = database.look(targets.get, target.id)
    assert (kept.held_digest, kept.held_reason) == ("d" * 64, "would_empty")
    database.change(targets.set_hold, target.id, None, None)
    assert database.look(targets.get, target.id) == target


def test_what_is_gone_is_not_found(database: Database, target: Target) -> None:
    database.change(targets.remove, target.id)
    assert database.look(targets.of_mirror, target.mirror_id) == []
    for call in (
        lambda: database.look(targets.get, target.id),
        lambda: database.change(targets.remove, target.id),
        lambda: database.change(targets.keep_as, target.id, TargetKind.NOTHING),
        lambda: database.change(targets.set_hold, target.id, None, None),
    ):
        with pytest.raises(NotFound):
            call()
