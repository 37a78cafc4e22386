"""The review: one entry at a time, many at once, and the way back."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.media import IndexedTrack, Track
from syncopate.domain.playlist import Entry
from syncopate.store import decisions, entries, matches, targets, tracks
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry
from syncopate.web.comparing import lines

EVIDENCE = (
    Evidence(Aspect.TITLE, Says.AGREES, "96 % alike", 0.1),
    Evidence(Aspect.ARTISTS, Says.AGREES),
    Evidence(Aspect.VERSION, Says.NOTHING, "only one names it", 0.1),
)
KEYS = ("Portishead/Roads.flac", "Massive Attack/Teardrop.flac", "Björk/Jóga.flac")


async def _review(household: Any, found: dict[int, Match]) -> None:
    (target,) = await household.kit.database.read(targets.of_mirror, household.ids["first"])
    await household.kit.database.write(matches.revise, target.id, list(found.items()))


def _doubt(*candidates: tuple[str, float]) -> Match:
    return Match(
        Verdict.REVIEW,
        "not_sure",
        candidates=tuple(Candidate(key, score, EVIDENCE) for key, score in candidates),
    )


@pytest.fixture
async def doubtful(filled: Any) -> Any:
    """Return a household where the last three entries of one playlist want an eye."""
    (target,) = await filled.kit.database.read(targets.of_mirror, filled.ids["first"])
    stored = await filled.kit.database.read(matches.load, target.id)
    missing = Match(Verdict.MISSING, "nothing_similar")
    rest = {place: missing for place, match in stored if match.verdict is Verdict.REVIEW}
    await _review(
        filled,
        {
            **rest,
            5: _doubt((KEYS[0], 0.61)),
            7: _doubt((KEYS[1], 0.82), (KEYS[0], 0.6)),
            8: _doubt((KEYS[2], 0.78), (KEYS[1], 0.77)),
        },
    )
    return filled


async def _page(client: Any, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def _csrf(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found
    return found[1]


def _heading(text: str) -> str:
    found = re.search(r'<h2 id="entry-title">([^<]+)</h2>', text)
    return found[1] if found else ""


async def test_the_queue_shows_one_beside_what_it_may_be(doubtful: Any) -> None:
    async with doubtful.client() as client:
        text = await _page(client, "/review")
        assert "3 matches want your eye" in text
        assert _heading(text) == "Bohemian Rhapsody", "the surest first"
        assert text.count('<tr class="') == 2 * 5, "title, version, artists, duration, album, of two"
        assert "Teardrop" in text
        assert "−10" in text
        assert "only one names it" in text
        assert 'src="../libraries/' not in text, "from the top the address has no way up"
        assert 'src="./libraries/' in text
        assert len(text.encode()) < 60_000
        assert _heading(await _page(client, "/review?at=2")) == "Feeling Good"
        assert _heading(await _page(client, "/review?at=99")) == "Feeling Good", "the last one there is"
        assert _heading(await _page(client, "/review?order=playlist")) == "Feeling Good"
        assert "2 matches want your eye" in await _page(client, "/review?least=70")
        assert "Nothing to review" in await _page(client, f"/review?playlist={doubtful.ids['held']}")
        found = await _page(client, "/review?find=joga")
        assert "Jóga" in found.partition('id="found"')[2]
        assert "nothing with these words" in await _page(client, "/review?find=zzzz")
        overview = await _page(client, "/")
        assert 'href="./review"' in overview
        assert "3 matches want your eye." in overview


async def test_a_decision_leads_to_the_next_and_is_undone(doubtful: Any) -> None:
    async with doubtful.client() as client:
        text = await _page(client, "/review")
        form = {"csrf": _csrf(text), "back": "/review", "playlist": doubtful.ids["first"], "position": "7"}
        answer = await client.post("/review/decide", data={**form, "ruling": "is", "track_key": KEYS[1]})
        text = unescape(answer.text)
        assert answer.status_code == 200
        assert _heading(text) == "Hyperballad"
        assert "“Bohemian Rhapsody” is “Teardrop”" in text
        (made,) = (await doubtful.kit.database.read(decisions.page, limit=5, offset=0)).items
        assert (made.signed.via, made.signed.by) == ("ingress", "Home Assistant")
        assert f'action="./decisions/{made.id}/undo"' in text

        refused = await client.post("/review/decide", data={**form, "position": "8", "ruling": "is_not"})
        assert "“Hyperballad” is none of 2 tracks" in unescape(refused.text)
        (batch, _) = (await doubtful.kit.database.read(decisions.acts, limit=5)).items
        undone = await client.post(
            f"/decisions/{batch.latest.signed.batch}/undo", data={"csrf": form["csrf"], "back": "/review"}
        )
        assert "Undone." in undone.text
        await client.post(f"/decisions/{made.id}/undo", data={"csrf": form["csrf"], "back": "/decisions"})
        assert await doubtful.kit.database.read(decisions.every) == []
        history = await _page(client, "/decisions")
        assert history.count("undone") >= 2
        assert "“Bohemian Rhapsody” is “Teardrop”" in history
        never = await client.post("/review/decide", data={**form, "ruling": "never"})
        assert "is not looked for again" in never.text


async def test_what_was_seen_is_what_is_decided(doubtful: Any) -> None:
    async with doubtful.client() as client:
        form = {
            "csrf": _csrf(await _page(client, "/review")),
            "playlist": doubtful.ids["first"],
            "position": "7",
            "ruling": "is",
            "track_key": KEYS[1],
            "identity": "text|another|entry",
        }
        assert (await client.post("/review/decide", data=form)).status_code == 409
        for wrong in ({"position": "x"}, {"ruling": "perhaps"}, {"playlist": ""}, {"csrf": "no"}):
            answer = await client.post("/review/decide", data={**form, "identity": "", **wrong})
            assert answer.status_code in {403, 422}
        assert await doubtful.kit.database.read(decisions.every) == []


async def test_many_are_seen_then_accepted_then_undone(doubtful: Any) -> None:
    async with doubtful.client() as client:
        text = await _page(client, "/review?above=60")
        assert "Accept these 2" in text
        assert "One is left for your eye" in text
        assert "None is as alike as that" in await _page(client, "/review?above=95")
        assert await doubtful.kit.database.read(decisions.every) == []
        form = {"csrf": _csrf(text), "back": "/review?above=60"}
        done = unescape((await client.post("/review/accept", data={**form, "above": "60"})).text)
        assert "2 matches accepted at once" in done
        assert "One match wants your eye" in done
        (act,) = (await doubtful.kit.database.read(decisions.acts, limit=5)).items
        await client.post(f"/decisions/{act.latest.signed.batch}/undo", data=form)
        assert await doubtful.kit.database.read(decisions.every) == []
        overview = await _page(client, "/")
        assert "Several matches were accepted at once" in overview
        assert "Decisions on matches were taken back" in overview
        nothing = await client.post("/review/accept", data={**form, "above": "99"})
        assert "Nothing was changed." in nothing.text
        for wrong in ("", "5", "100", "x"):
            assert (await client.post("/review/accept", data={**form, "above": wrong})).status_code == 422


async def test_more_than_fit_in_one_go_are_told(doubtful: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.sync.decisions.MOST_AT_ONCE", 1)
    async with doubtful.client() as client:
        text = await _page(client, "/review?above=60")
        assert "Accept this one" in text
        assert "One more is as alike: accept again, and it follows." in text
        form = {"csrf": _csrf(text), "back": "/review?above=60", "above": "60"}
        await client.post("/review/accept", data=form)
        text = await _page(client, "/review?above=60")
        assert "as alike: accept again" not in text


async def test_a_track_is_heard_by_those_who_may_decide(doubtful: Any) -> None:
    music = doubtful.kit.storage_dir.parent / "music"
    file = music / KEYS[0]
    file.parent.mkdir()
    file.write_bytes(b"fLaC and some sound")
    address = f"/libraries/{doubtful.ids['library']}/play"
    async with doubtful.client() as client:
        heard = await client.get(address, params={"key": KEYS[0]}, headers={"Range": "bytes=0-3"})
        assert (heard.status_code, heard.content) == (206, b"fLaC")
        assert heard.headers["content-type"] == "audio/flac"
        assert "sandbox" in heard.headers["content-security-policy"]
        for key in ("", "../key", "/etc/passwd", KEYS[1]):
            assert (await client.get(address, params={"key": key})).status_code == 404
        page = await client.get("/review")
        assert "media-src 'self'" in page.headers["content-security-policy"]
    async with doubtful.client(ingress=False) as stranger:
        answer = await stranger.get(address, params={"key": KEYS[0]}, follow_redirects=False)
        assert answer.status_code == 303


async def test_thousands_of_reviews_make_no_heavy_page(doubtful: Any) -> None:
    (target,) = await doubtful.kit.database.read(targets.of_mirror, doubtful.ids["first"])
    many = [Entry(position=place, title=f"Song {place}", artists=("Somebody",)) for place in range(4_000)]
    stored = [StoredEntry(f"text|song{entry.position}|somebody", entry) for entry in many]
    await doubtful.kit.database.write(entries.replace, doubtful.ids["first"], stored)
    five = [(key, 0.8 - place / 50) for place, key in enumerate((*KEYS, *KEYS[:2]))]
    doubts = [(entry.position, _doubt(*five)) for entry in many]
    await doubtful.kit.database.write(matches.replace, target.id, doubts)
    async with doubtful.client() as client:
        text = await _page(client, "/review?at=2003")
        assert "2004" in text
        assert len(text.encode()) < 60_000


def test_side_by_side_tells_what_there_is_to_tell() -> None:
    entry = Entry(position=0, title="Song", artists=("A", "B"), duration=timedelta(seconds=61))
    track = Track(key="k", title="Sang", album="Album", duration=timedelta(seconds=70))
    evidence = (
        Evidence(Aspect.TITLE, Says.AGREES, "alike", 0.1),
        Evidence(Aspect.DURATION, Says.DISAGREES, "9 s apart", 0.0, gate=True),
        Evidence(Aspect.PART, Says.NOTHING),
        Evidence(Aspect.ID, Says.AGREES, "the same ISRC"),
    )
    told = {line.aspect: line for line in lines(entry, track, Candidate("k", 0.9, evidence))}
    assert list(told) == ["id", "title", "artists", "duration", "album"]
    assert [line.mood for line in told.values()] == ["good", "warn", "none", "bad", "none"]
    assert (told["artists"].ours, told["artists"].theirs) == ("A, B", "")
    assert (told["duration"].ours, told["duration"].theirs) == ("1:01", "1:10")
    assert not told["id"].written
    assert [line.aspect for line in lines(entry, track, None)] == ["title", "artists", "duration", "album"]


def _ruled_out(key: str) -> Candidate:
    gate = Evidence(Aspect.TITLE, Says.DISAGREES, "a title that names nothing", 0.5, gate=True)
    return Candidate(key, 0.4, (gate, Evidence(Aspect.DURATION, Says.NOTHING, "a length is not known", 0.02)))


async def test_what_the_evidence_rules_out_stands_apart(doubtful: Any) -> None:
    doubt = _doubt((KEYS[0], 0.9), (KEYS[1], 0.8))
    match = Match(Verdict.REVIEW, "not_sure", candidates=(*doubt.candidates, _ruled_out(KEYS[2])))
    await _review(doubtful, {7: match})
    async with doubtful.client() as client:
        for path in ("/review", f"/playlists/{doubtful.ids['first']}?entry=7"):
            offered, _, barred = (await _page(client, path)).partition(
                "One more is ruled out by the evidence"
            )
            assert '<summary><span class="chevron">' in offered
            assert "Jóga" not in offered.partition("Or one of these?")[2].partition('id="found"')[0]
            assert "Jóga" in barred
            assert '<details class="barred"><summary>' in offered, "folded"


async def test_evidence_is_told_in_german(doubtful: Any) -> None:
    await _review(doubtful, {7: Match(Verdict.REVIEW, "not_sure", candidates=(_ruled_out(KEYS[2]),))})
    async with doubtful.client(**{"accept-language": "de"}) as client:
        paths = ("/review?order=playlist&at=1", f"/playlists/{doubtful.ids['first']}?entry=7")
        for text in [await _page(client, path) for path in paths]:
            assert "eine Länge ist nicht bekannt" in text
            assert "a length is not known" not in text
            assert "a title that names nothing" not in text


async def test_endless_titles_are_cut_but_for_the_entry_itself(doubtful: Any) -> None:
    endless = "ha" * 50_000
    (target,) = await doubtful.kit.database.read(targets.of_mirror, doubtful.ids["first"])
    entry = Entry(position=0, title=endless, artists=(endless,), album=endless)
    stored = [StoredEntry("text|ha|ha", entry)]
    await doubtful.kit.database.write(entries.replace, doubtful.ids["first"], stored)
    await doubtful.kit.database.write(matches.replace, target.id, [(0, Match(Verdict.MISSING, "conflict"))])
    async with doubtful.client() as client:
        playlist = f"/playlists/{doubtful.ids['first']}"
        for path in ("/missing", playlist):
            text = await _page(client, path)
            assert len(text) < 60_000
            assert f"{endless[:299]}…" in text
        assert endless in await _page(client, f"{playlist}?entry=0"), "the whole where the entry is shown"
        await _review(doubtful, {0: _doubt((KEYS[0], 0.8))})
        shown = await _page(client, "/review")
        assert f'class="whole" tabindex="0" role="region" aria-label="The whole text">{endless}<' in shown
        assert shown.count(endless) == 3, "title, artists and album, each once"
        assert len(await _page(client, "/")) < 60_000


async def test_a_decision_tells_where_its_recording_is_now(doubtful: Any) -> None:
    library = doubtful.ids["library"]
    held = await doubtful.kit.database.read(tracks.get, library, KEYS[1])
    async with doubtful.client() as client:
        form = {"csrf": _csrf(await _page(client, "/review")), "playlist": doubtful.ids["first"]}
        ruled = {**form, "position": "7", "ruling": "is", "track_key": KEYS[1]}
        await client.post("/review/decide", data=ruled)
        assert KEYS[1] in await _page(client, "/decisions")
        moved = replace(held, key="New/Teardrop.flac", path="New/Teardrop.flac")
        left = [
            each.key for each in await doubtful.kit.database.read(_tracks, library) if each.key != KEYS[1]
        ]
        at = doubtful.clock[0]
        await doubtful.kit.database.write(tracks.remove_absent, library, left)
        assert "gone from the library" in await _page(client, "/decisions")
        await doubtful.kit.database.write(tracks.upsert, library, [IndexedTrack(track=moved)], at)
        history = await _page(client, "/decisions")
        assert "New/Teardrop.flac" in history
        assert KEYS[1] not in history


def _tracks(connection: Connection, library_id: str) -> list[Track]:
    return list(tracks.load(connection, library_id))


async def test_hearing_says_when_it_cannot(doubtful: Any) -> None:
    async with doubtful.client() as client:
        text = await _page(client, "/review")
        assert text.count("data-unheard hidden") == text.count("<audio ") > 0
        assert "Your browser cannot play it" in text
