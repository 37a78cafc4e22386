"""Matches, and the pages about them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import event
from syncopate.domain.match import (
    Aspect,
    Candidate,
    Evidence,
    Match,
    Ruling,
    Says,
    Verdict,
)
from syncopate.domain.media import IndexedTrack, Track
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.matching.decisions import decided
from syncopate.store import decisions, entries, libraries, matches, mirrors, missing, targets, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection, Database
from syncopate.store.decisions import Signature
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.matches import MatchRow, VerdictCounts, Wanted
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.store.missing import MissingRow
from syncopate.store.paging import Page
from syncopate.store.targets import Target

EVIDENCE = (
    Evidence(Aspect.TITLE, Says.AGREES, "söng", 0.0, gate=False),
    Evidence(Aspect.VERSION, Says.DISAGREES, "live", 0.25, gate=True),
)
CANDIDATE = Candidate("other.flac", 0.8125, EVIDENCE)
REVIEW = Match(Verdict.REVIEW, "not_sure", candidates=(CANDIDATE, Candidate("third.flac", 0.5, ())))
MISSING = Match(Verdict.MISSING, "nothing_similar")
UNKNOWN = Match(Verdict.UNKNOWN, "library_unknown")


@dataclass(frozen=True)
class Scene:
    """A mirror of four entries with a verdict of each kind."""

    target: Target
    content: list[StoredEntry]
    track: IndexedTrack
    rows: list[tuple[int, Match]]


@pytest.fixture
def scene(
    database: Database,
    target: Target,
    stored: Callable[..., StoredEntry],
    indexed: Callable[..., IndexedTrack],
    now: datetime,
) -> Scene:
    content = [
        stored(0),
        stored(1, "Übung"),
        stored(2, "100%", artists=("Guest", "Ärzte")),
        stored(3, album="Elsewhere"),
    ]
    track = indexed(1)
    found = Match(Verdict.MATCH, "same_id", track.track.key, (Candidate(track.track.key, 1.0, EVIDENCE[:1]),))
    rows = [(0, found), (1, REVIEW), (2, MISSING), (3, UNKNOWN)]
    database.change(entries.replace, target.mirror_id, content)
    database.change(tracks.upsert, target.library_id, [track], now)
    database.change(matches.replace, target.id, rows)
    return Scene(target, content, track, rows)


def test_matches_come_back_as_they_were_stored(database: Database, scene: Scene) -> None:
    assert database.look(matches.load, scene.target.id) == scene.rows
    assert database.look(matches.one, scene.target.id, 1) == REVIEW
    with pytest.raises(NotFound):
        database.look(matches.one, scene.target.id, 4)
    with pytest.raises(NotFound):
        database.look(matches.one, "none", 0)


def test_replace_leaves_nothing_of_before(database: Database, scene: Scene) -> None:
    database.change(matches.replace, scene.target.id, [(0, MISSING)])
    assert database.look(matches.load, scene.target.id) == [(0, MISSING)]
    database.change(matches.replace, scene.target.id, [])
    assert database.look(matches.load, scene.target.id) == []


def test_some_verdicts_are_revised_and_counted(database: Database, scene: Scene) -> None:
    database.change(matches.revise, scene.target.id, [(1, MISSING), (3, MISSING)])
    revised = dict(database.look(matches.load, scene.target.id))
    assert [revised[place].verdict for place in range(4)] == [Verdict.MATCH, *[Verdict.MISSING] * 3]
    kept = database.look(targets.get, scene.target.id)
    assert (kept.matched, kept.review, kept.missing, kept.unknown) == (1, 0, 3, 0)
    assert kept.match_state == "", "the next sync looks at every entry again"


def test_counts_are_over_all(database: Database, scene: Scene) -> None:
    assert database.look(matches.counts) == VerdictCounts(matched=1, review=1, missing=1, unknown=1)
    database.change(matches.replace, scene.target.id, [(0, MISSING), (1, MISSING)])
    assert database.look(matches.counts) == VerdictCounts(missing=2)


def test_the_page_holds_all_that_is_shown(database: Database, scene: Scene, now: datetime) -> None:
    signed = Signature(at=now, by="me")
    chosen = decided(scene.content[0].entry, Ruling.IS, Track(key="x", title="X"), scene.target.library_id)
    database.change(decisions.add, chosen, signed)
    for key in ("a", "b"):
        ruling = decided(scene.content[1].entry, Ruling.IS_NOT, Track(key=key, title=key))
        database.change(decisions.add, ruling, signed)
    page = database.look(matches.detail_page, Wanted(), limit=10, offset=0)
    assert page.total == 4
    ruled = page.items[0].rulings
    assert [(item.ruling, item.track_key) for item in ruled] == [(Ruling.IS, "x")]
    assert page.items[0] == MatchRow(
        mirror_id=scene.target.mirror_id,
        mirror_name="Playlist 1",
        target_id=scene.target.id,
        library_id=scene.target.library_id,
        position=0,
        entry=scene.content[0].entry,
        identity=scene.content[0].identity,
        match=scene.rows[0][1],
        track=scene.track.track,
        decision=ruled[0],
        rulings=ruled,
    )
    assert page.items[1].match == REVIEW
    assert page.items[1].track is None
    assert [item.track_key for item in page.items[1].rulings] == ["a", "b"]
    assert page.items[1].decision == page.items[1].rulings[1]
    assert page.items[2].decision is None


def test_the_page_is_filtered_and_cut(database: Database, scene: Scene) -> None:
    def positions(**filters: object) -> list[int]:
        limit, offset = int(str(filters.pop("limit", 10))), int(str(filters.pop("offset", 0)))
        wanted = Wanted(**filters)  # type: ignore[arg-type]  # a test names what it asks for
        page = database.look(matches.detail_page, wanted, limit=limit, offset=offset)
        return [row.position for row in page.items]

    assert positions(verdicts=[Verdict.REVIEW, Verdict.MISSING]) == [1, 2]
    assert positions(verdicts=[]) == []
    assert positions(target_id=scene.target.id) == [0, 1, 2, 3]
    assert positions(target_id="none") == []
    assert positions(mirror_id=scene.target.mirror_id, verdicts={Verdict.MATCH}) == [0]
    assert positions(mirror_id="none") == []
    assert positions(query="übung") == [1]
    assert positions(query="GUEST ärzte") == [2]
    assert positions(query="elsewhere") == [3]
    assert positions(query="ubung") == [1]
    assert positions(query="100%") == [2]
    assert positions(query="%") == [2], "a sign is itself, and stands for nothing else"
    assert positions(query="_") == []
    assert positions(limit=2, offset=1) == [1, 2]
    assert positions(library_id=scene.target.library_id, verdicts=[Verdict.UNKNOWN]) == [3]
    assert positions(library_id="none") == []
    assert positions(least=0.9) == [0]
    assert positions(most=0.9) == [1]
    assert positions(least=0.51, most=0.99) == []
    assert database.look(matches.detail_page, Wanted(), limit=2, offset=1).total == 4
    surest = database.look(matches.detail_page, Wanted(), surest=True, limit=3, offset=0)
    assert [row.position for row in surest.items] == [0, 1, 2], "without a candidate last, by place"


def test_a_track_that_left_the_index_is_shown_as_none(database: Database, scene: Scene) -> None:
    database.change(tracks.remove_absent, scene.target.library_id, ())
    row = database.look(matches.detail_page, Wanted(), limit=1, offset=0).items[0]
    assert (row.match.track_key, row.track) == (scene.track.track.key, None)


def test_missing_is_what_is_certainly_missing_once(
    database: Database, scene: Scene, account: Account
) -> None:
    assert database.look(lambda c: list(missing.rows(c))) == [
        MissingRow(
            mirror_id=scene.target.mirror_id,
            mirror_name="Playlist 1",
            position=2,
            entry=scene.content[2].entry,
        )
    ]
    second = Library(id="l2", account_id=account.id, name="2", section="2", created_at=account.created_at)
    database.change(libraries.add, second)
    other = database.change(targets.ensure, scene.target.mirror_id, second.id)
    database.change(matches.replace, other.id, [(1, MISSING), (2, MISSING), (3, UNKNOWN)])
    database.change(mirrors.change, scene.target.mirror_id, MirrorChanges(enabled=False, custom_name="Mine"))
    rows = database.look(lambda c: list(missing.rows(c)))
    assert [(row.mirror_name, row.position) for row in rows] == [("Mine", 2)], "1 is to review elsewhere"


def test_matches_go_with_their_target(database: Database, scene: Scene) -> None:
    database.change(targets.remove, scene.target.id)
    assert database.look(matches.counts) == VerdictCounts()


def test_a_page_of_what_is_missing_is_cut_by_the_database(
    database: Database, make_mirror: Callable[..., Mirror], library: Library
) -> None:
    """Of 2,000 rows only those of the page are read, in two queries."""
    for number in (1, 2):
        mirror = make_mirror(number)
        titles = [Entry(position=position, title=f"Song {position}") for position in range(1000)]
        stored = [StoredEntry(identity=f"{number}/{entry.position}", entry=entry) for entry in titles]
        database.change(entries.replace, mirror.id, stored)
        target = database.change(targets.ensure, mirror.id, library.id)
        database.change(matches.replace, target.id, [(entry.position, MISSING) for entry in titles])
    asked: list[str] = []

    def look(connection: Connection, mirror_id: str | None, offset: int) -> Page[MissingRow]:
        @event.listens_for(connection, "before_cursor_execute")
        def note(_one: object, _two: object, statement: str, *_rest: object) -> None:
            if statement.startswith("SELECT"):
                asked.append(statement)

        return missing.page(connection, mirror_id=mirror_id, limit=100, offset=offset)

    page = database.look(look, None, 950)
    assert (len(page.items), page.total, page.limit, page.offset) == (100, 2000, 100, 950)
    everything = database.look(lambda connection: list(missing.rows(connection)))
    assert list(page.items) == everything[950:1050]
    page = database.look(look, "mirror-2", 0)
    assert ({row.mirror_id for row in page.items}, page.total) == ({"mirror-2"}, 1000)
    assert database.look(look, "mirror-2", 5000).items == ()
    assert database.look(look, "none", 0).total == 0
    assert len(asked) == 8
    assert sum(" LIMIT " in statement for statement in asked) == 4
