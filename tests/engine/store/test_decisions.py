"""Decisions: the history of what was ruled, and what stands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Decision, Ruling
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.matching.decisions import Ruled, decided
from syncopate.store import decisions
from syncopate.store.database import Database
from syncopate.store.decisions import Signature
from syncopate.store.mirrors import Mirror

ENTRY = Entry(
    position=7,
    title="Söng",
    artists=("Ärtist", "Guest"),
    album="Album",
    duration=timedelta(milliseconds=200_123),
    ids=frozenset({ExternalId(IdKind.SPOTIFY, "abc"), ExternalId(IdKind.ISRC, "GBAYE0601498")}),
    path="a/b.mp3",
)
OTHER = Entry(position=0, title="Other", artists=("Somebody",))
TRACK = Track(
    key="Artist/Song.flac",
    title="Song",
    artists=("Artist",),
    album="Album",
    album_artist="Artist",
    duration=timedelta(seconds=200),
    ids=frozenset({ExternalId(IdKind.MB_RECORDING, "b1a9c0e9-d987-4042-ae91-78d6a3267d69")}),
    path="Artist/Song.flac",
)


@pytest.fixture
def signed(now: datetime) -> Signature:
    return Signature(at=now, by="me", via="key")


def _on(database: Database, entry: Entry) -> Ruled:
    return database.look(decisions.on, [entry]).on(entry)


def test_a_decision_comes_back_with_all_that_it_was_made_on(database: Database, signed: Signature) -> None:
    made = decided(ENTRY, Ruling.IS, TRACK, "library-1")
    number = database.change(decisions.add, made, signed, score=0.75)
    (back,) = database.look(decisions.every)
    assert back == replace(made, entry=replace(ENTRY, position=0))
    assert back.id == number
    kept = database.look(decisions.get, number)
    assert (kept.id, kept.signed, kept.score, kept.undone_at) == (number, signed, 0.75, None)
    with pytest.raises(NotFound):
        database.look(decisions.get, number + 1)


def test_it_is_found_by_every_name_of_its_entry(database: Database, signed: Signature) -> None:
    database.change(decisions.add, decided(ENTRY, Ruling.NEVER), signed)
    database.change(decisions.add, decided(OTHER, Ruling.NEVER), signed)
    by_isrc = Entry(position=0, title="X", ids=frozenset({ExternalId(IdKind.ISRC, "GBAYE0601498")}))
    by_text = Entry(position=3, title="song", artists=("guest", "ARTIST"))
    for entry in (ENTRY, by_isrc, by_text):
        assert _on(database, entry).never
    assert _on(database, Entry(position=0, title="Song")).made == ()
    names = {f"spotify:{number}" for number in range(2_000)} | {"spotify:abc"}
    assert len(database.look(decisions.named, names)) == 1


def test_what_is_undone_lets_the_one_before_it_count(
    database: Database, signed: Signature, now: datetime
) -> None:
    first = database.change(decisions.add, decided(ENTRY, Ruling.IS, TRACK), signed)
    never = database.change(decisions.add, decided(ENTRY, Ruling.NEVER), signed)
    assert _on(database, ENTRY).never
    undone = database.change(decisions.undo, never, now + timedelta(hours=1), "you")
    assert undone is not None
    assert undone.names == decided(ENTRY, Ruling.NEVER).names
    chosen = _on(database, ENTRY).chosen
    assert chosen is not None
    assert chosen.id == first
    kept = database.look(decisions.get, never)
    assert (kept.undone_at, kept.undone_by) == (now + timedelta(hours=1), "you")
    assert database.change(decisions.undo, never, now, "they") is None, "it was undone already"
    assert database.look(decisions.get, never).undone_by == "you"
    with pytest.raises(NotFound):
        database.change(decisions.undo, 99, now, "me")


def test_a_batch_is_undone_as_one(
    database: Database, signed: Signature, now: datetime, make_mirror: Callable[..., Mirror]
) -> None:
    mirror = make_mirror()
    entries = [Entry(position=number, title=f"Song {number}") for number in range(1_200)]
    rulings = [(decided(entry, Ruling.IS, TRACK), mirror.id, 0.8) for entry in entries]
    database.change(decisions.add_batch, rulings, replace(signed, batch="batch-1"))
    database.change(decisions.add_batch, [], replace(signed, batch="batch-2"))
    single = database.change(decisions.add, decided(OTHER, Ruling.NEVER), signed)
    assert len(database.look(decisions.every)) == 1_201

    acts = database.look(decisions.acts, limit=10)
    assert [(act.latest.id, act.count, act.standing) for act in acts.items] == [
        (single, 1, 1),
        (single - 1, 1_200, 1_200),
    ]
    assert acts.items[1].latest.mirror_name == mirror.name

    undone = database.change(decisions.undo_batch, "batch-1", now, "you")
    assert {decision.entry_identity for decision in undone} == {item.entry_identity for item, _, _ in rulings}
    assert all(decision.entry_names for decision in undone)
    assert database.change(decisions.undo_batch, "batch-1", now, "you") == []
    assert [item.ruling for item in database.look(decisions.every)] == [Ruling.NEVER]
    assert [act.standing for act in database.look(decisions.acts, limit=10).items] == [1, 0]
    with pytest.raises(NotFound):
        database.change(decisions.undo_batch, "batch-2", now, "you")


def test_the_history_has_pages(
    database: Database, signed: Signature, now: datetime, make_mirror: Callable[..., Mirror]
) -> None:
    mirror = make_mirror()
    numbers = [
        database.change(
            decisions.add,
            decided(Entry(position=0, title=f"Song {number}"), Ruling.NEVER),
            signed,
            mirror_id=mirror.id if number % 2 else None,
        )
        for number in range(10)
    ]
    database.change(decisions.clear, numbers[:4], now, "me")
    page = database.look(decisions.page, limit=3, offset=1)
    assert ([item.id for item in page.items], page.total) == (numbers[8:5:-1], 10)
    standing = database.look(decisions.page, standing=True, limit=50, offset=0)
    assert [item.id for item in standing.items] == numbers[:3:-1]
    undone = database.look(decisions.page, standing=False, mirror_id=mirror.id, limit=50, offset=0)
    assert [(item.id, item.mirror_name) for item in undone.items] == [
        (numbers[3], mirror.name),
        (numbers[1], mirror.name),
    ]
    assert database.look(decisions.page, batch="none", limit=5, offset=0).total == 0


def test_names_are_made_anew_from_what_was_decided_on(
    database: Database, signed: Signature, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that read names otherwise find the decisions that were made before them."""
    plain, untouched = Entry(position=0, title="Café del Mar", artists=("Énergie",)), ENTRY
    track = Track(key="a.flac", title="Café del Mar", artists=("Énergie",), duration=timedelta(seconds=60))
    database.change(decisions.add, decided(plain, Ruling.IS, track), signed)
    database.change(decisions.add, decided(untouched, Ruling.NEVER), signed)
    before = database.look(decisions.revision)
    assert database.change(decisions.rename) == 0, "nothing is read otherwise"
    assert database.look(decisions.revision) == before

    monkeypatch.setattr("syncopate.matching.identity.key", lambda text: f"new {text.casefold()}")
    assert _on(database, plain).chosen is None, "it goes by another name now"
    assert database.change(decisions.rename) == 2
    assert database.look(decisions.revision) > before
    chosen = _on(database, plain).chosen
    assert chosen == replace(decided(plain, Ruling.IS, track), entry_identity=chosen.entry_identity)  # type: ignore[union-attr]
    assert _on(database, untouched).never
    assert database.change(decisions.rename) == 0


def test_what_was_kept_without_its_entry_stays(database: Database, signed: Signature) -> None:
    bare = Decision("spotify:abc", Ruling.NEVER)
    database.change(decisions.add, bare, signed)
    database.change(decisions.rename)
    assert _on(database, ENTRY).never


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=strategies.lists(
        strategies.tuples(strategies.sampled_from(["add", "undo"]), strategies.sampled_from("ab"))
    )
)
def test_every_change_has_a_revision_of_its_own(
    database: Database, signed: Signature, now: datetime, steps: list[tuple[str, str]]
) -> None:
    seen = database.look(decisions.revision)
    standing: dict[str, list[int]] = {"a": [], "b": []}
    for step, title in steps:
        if step == "add":
            ruling = decided(Entry(position=0, title=title), Ruling.NEVER)
            standing[title].append(database.change(decisions.add, ruling, signed))
            changed = True
        else:
            changed = database.change(decisions.clear, standing[title], now, "me") > 0
            standing[title].clear()
        revision = database.look(decisions.revision)
        assert revision == seen + changed
        seen = revision
