"""What could be accepted at once, and what a decision touches."""

from collections.abc import Callable

from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.playlist import Entry
from syncopate.store import entries, libraries, matches, reviews, targets
from syncopate.store.database import Database
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.matches import Wanted
from syncopate.store.mirrors import Mirror

BARRED = (Evidence(Aspect.VERSION, Says.DISAGREES, "live", 0.0, gate=True),)


def _review(*scores: float, reason: str = "not_sure") -> Match:
    found = tuple(Candidate(f"{number}.flac", score, ()) for number, score in enumerate(scores))
    return Match(Verdict.REVIEW, reason, candidates=found)


def test_only_a_best_one_that_leads_is_taken_unseen(
    database: Database, make_mirror: Callable[..., Mirror], library: Library
) -> None:
    verdicts = [
        _review(0.8, 0.6),
        _review(0.83),
        _review(0.9, 0.89, reason="no_gap"),
        _review(0.7, 0.2),
        Match(Verdict.REVIEW, "not_sure", candidates=(Candidate("x.flac", 0.95, BARRED),)),
        Match(Verdict.MATCH, "agrees", "y.flac", (Candidate("y.flac", 0.97, ()),)),
        Match(Verdict.MISSING, "conflict", candidates=(Candidate("z.flac", 0.9, BARRED),)),
    ]
    content = [Entry(position=place, title=f"Song {place}") for place in range(len(verdicts))]
    for number in (1, 2):
        mirror = make_mirror(number)
        database.change(
            entries.replace, mirror.id, [StoredEntry(f"name:{entry.title}", entry) for entry in content]
        )
        target = database.change(targets.ensure, mirror.id, library.id)
        database.change(matches.replace, target.id, list(enumerate(verdicts)))

    nothing = reviews.Sure(items=(), rest=0, left_out=0)
    found = database.look(reviews.acceptable, Wanted(mirror_id="mirror-1", least=0.75), 100)
    assert [(item.entry.position, item.best.score) for item in found.items] == [(1, 0.83), (0, 0.8)]
    assert found.left_out == 1, "two of which neither leads"
    assert (found.items[0].mirror_name, found.items[0].library_id) == ("Playlist 1", library.id)
    found = database.look(reviews.acceptable, Wanted(least=0.5), 100)
    assert (len(found.items), found.rest, found.left_out) == (6, 0, 2)
    part = database.look(reviews.acceptable, Wanted(least=0.5), 2)
    assert part == reviews.Sure(items=found.items[:2], rest=4, left_out=2), "who is left out takes no place"
    assert database.look(reviews.acceptable, Wanted(library_id="none"), 100) == nothing

    database.change(
        libraries.set_state, library.id, readable=False, reason="gone", at=library.created_at, complete=False
    )
    assert database.look(reviews.acceptable, Wanted(), 100) == nothing, "nothing is known of it now"


def test_a_decision_touches_every_place_of_its_entry(
    database: Database, make_mirror: Callable[..., Mirror], library: Library
) -> None:
    assert database.look(reviews.touched, {"nothing"}) == []
    for number in (1, 2):
        mirror = make_mirror(number)
        content = [
            StoredEntry("twice" if place in {0, 2} else f"once {place}", Entry(position=place, title="T"))
            for place in range(4)
        ]
        database.change(entries.replace, mirror.id, content)
        target = database.change(targets.ensure, mirror.id, library.id)
        database.change(matches.replace, target.id, [(place, _review(0.7)) for place in range(3)])
    touched = database.look(reviews.touched, {"twice", "once 3", *map(str, range(2_000))})
    assert [(item.mirror_id, item.positions) for item in touched] == [
        ("mirror-1", (0, 2)),
        ("mirror-2", (0, 2)),
    ]
    assert {item.library_id for item in touched} == {library.id}
    some = database.look(entries.some, "mirror-1", {0, 2, 9})
    assert [item.entry.position for item in some] == [0, 2]
