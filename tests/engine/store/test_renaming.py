"""What is kept of names, brought to the rules in force."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from syncopate.domain.match import Match, Ruling, Verdict
from syncopate.domain.media import IndexedTrack
from syncopate.domain.playlist import Entry
from syncopate.domain.target import Dress
from syncopate.matching.decisions import decided
from syncopate.matching.identity import entry_identity
from syncopate.store import decisions, entries, matches, mirrors, renaming, targets, tracks
from syncopate.store.database import Database
from syncopate.store.decisions import Signature
from syncopate.store.entries import StoredEntry
from syncopate.store.targets import Target


def test_a_new_revision_of_the_rules_renames_everything(
    database: Database,
    target: Target,
    now: datetime,
    indexed: Callable[..., IndexedTrack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not database.look(renaming.is_current)
    assert database.change(renaming.rename, now)
    assert database.look(renaming.is_current)
    assert not database.change(renaming.rename, now), "done already"

    entry = Entry(position=0, title="Éntry", artists=("Sömebody",), duration=timedelta(seconds=60))
    track = indexed(1, title="Éntry", artists=("Sömebody",))
    old = entry_identity(entry)
    database.change(entries.replace, target.mirror_id, [StoredEntry(old, entry)])
    database.change(tracks.upsert, target.library_id, [track], now)
    database.change(matches.replace, target.id, [(0, Match(Verdict.REVIEW, "not_sure"))])
    database.change(
        decisions.add,
        decided(entry, Ruling.IS, track.track, target.library_id),
        Signature(at=now, by="me"),
    )
    database.change(
        targets.set_written,
        target.id,
        target_key="t",
        dress=Dress(name="n"),
        written=[track.track.key],
        placed={old: track.track.key},
    )
    before = database.look(mirrors.get, target.mirror_id).entries_hash

    def other(text: str) -> str:
        return f"other {text.casefold()}"

    for module in ("identity", "search"):
        monkeypatch.setattr(f"syncopate.matching.{module}.key", other)
    assert database.change(renaming.rename, now, 9_999)

    new = entry_identity(entry)
    assert new != old
    assert [item.identity for item in database.look(entries.load, target.mirror_id)] == [new]
    assert database.look(mirrors.get, target.mirror_id).entries_hash != before
    assert database.look(targets.get, target.id).placed == {new: track.track.key}
    (shown,) = database.look(matches.detail_page, matches.Wanted(), limit=5, offset=0).items
    assert shown.decision is not None
    assert shown.decision.track_key == track.track.key
    assert shown.match.verdict is Verdict.REVIEW, "verdicts stay where they are until the next sync"
    assert database.look(tracks.search, target.library_id, "éntry", 5).total == 1
    # What entries and playlists are found by is made anew too, also where what it is made of stayed.
    found_by = matches.Wanted(query="éntry")
    assert database.look(matches.detail_page, found_by, limit=5, offset=0).total == 1
    named = database.look(mirrors.list_page, query="playlist", limit=5, offset=0)
    assert [item.mirror.id for item in named.items] == [target.mirror_id]
    assert not database.change(renaming.rename, now, 9_999)
