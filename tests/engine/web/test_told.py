"""That the pages say what is so: evidence, libraries that are away, the feed, and what one may do."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from syncopate.audio.facts import FileProblem
from syncopate.domain.event import Event, EventType
from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.media import IndexedTrack, Track
from syncopate.domain.run import ItemResult, ItemStatus, JobName, RunStatus, Trigger
from syncopate.store import accounts, libraries, mirrors, runs, targets, tracks
from syncopate.store.accounts import Account
from syncopate.store.ids import new_id
from syncopate.store.libraries import Library
from syncopate.store.runs import Run
from syncopate.sync.keyring import KeyRing
from syncopate.sync.libraries import add_library
from syncopate.sync.shelving import shelve
from syncopate.web.agreement import agreement


async def page(household: Any, path: str, **headers: str) -> str:
    async with household.client(**headers) as browser:
        answer = await browser.get(path)
        assert answer.status_code == 200
        return unescape(answer.text)


async def csrf_of(browser: Any, path: str = "/settings") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await browser.get(path)).text)
    assert found
    return found[1]


TITLE = Evidence(Aspect.TITLE, Says.AGREES)
ALIKE = Evidence(Aspect.TITLE, Says.AGREES, "the titles are 92% alike", 0.04)
ALBUM = Evidence(Aspect.ALBUM, Says.DISAGREES, "on another album", 0.02)
LENGTH = Evidence(Aspect.DURATION, Says.NOTHING, "a length is not known", 0.05)


@pytest.mark.parametrize(
    ("reason", "evidence", "expected"),
    [
        ("agrees", (TITLE,), ("all", [])),
        ("agrees", (TITLE, LENGTH), ("all", [])),
        ("agrees", (TITLE, ALBUM), ("but", ["album"])),
        ("agrees", (ALIKE,), ("alike", ["title"])),
        ("not_sure", (TITLE, ALBUM), ("not_sure", ["album"])),
        ("not_sure", (TITLE, LENGTH), ("not_sure", ["duration"])),
        ("not_sure", (TITLE,), ("", [])),
        ("no_gap", (TITLE, ALBUM), ("", [])),
    ],
)
def test_the_sentence_is_what_the_evidence_says(reason: str, evidence: Any, expected: Any) -> None:
    matched = reason == "agrees"
    verdict = Verdict.MATCH if matched else Verdict.REVIEW
    match = Match(verdict, reason, "a" if matched else None, (Candidate("a", 0.9, evidence),))
    assert agreement(match) == expected


async def test_a_disagreement_never_stands_below_agreement(filled: Any) -> None:
    place = f"/playlists/{filled.ids['first']}"
    for entry in range(10):
        text = await page(filled, f"{place}?entry={entry}")
        chosen = re.search(r'class="says".*?</div>', text, re.DOTALL)
        if "Everything that is known agrees." in text:
            assert chosen
            assert "does not agree" not in chosen[0]
            assert "agrees in part" not in chosen[0]


async def test_what_was_refused_stays_to_be_seen(filled: Any) -> None:
    place = f"/playlists/{filled.ids['first']}"
    key = "Massive Attack/Teardrop.flac"
    async with filled.client() as browser:
        data = {"csrf": await csrf_of(browser), "position": "4", "back": f"{place}?entry=4"}
        refused = await browser.post(f"{place}/decide", data={**data, "ruling": "is_not", "track_key": key})
        assert "you said: not this" in refused.text
        assert refused.text.count("Take my decisions back") == 1
        back = await browser.post(f"{place}/decide", data={**data, "ruling": ""})
    assert "you said: not this" not in back.text


async def test_a_folder_that_cannot_be_read_is_named_and_nothing_is_green(filled: Any) -> None:
    library, at = filled.ids["library"], filled.kit.now()

    def partly(connection: Any) -> None:
        runs.end(connection, filled.ids["active"], RunStatus.SUCCEEDED, at)
        run = Run(id=new_id(), job=JobName.SCAN_LIBRARY, trigger=Trigger.WEB, requested_at=at)
        runs.add(connection, run)
        result = ItemResult(
            item_id=library,
            item_name="Music",
            status=ItemStatus.UNKNOWN,
            started_at=at,
            ended_at=at,
            error="folder_unreadable",
            detail="A part could not be read: Björk/Private",
        )
        runs.put_item(connection, run.id, result, ())
        runs.end(connection, run.id, RunStatus.PARTIAL, at)
        libraries.set_state(
            connection, library, readable=True, reason="folder_unreadable", at=at, complete=False
        )

    await filled.kit.database.write(partly)
    text = await page(filled, "/libraries")
    assert "A part could not be read: Björk/Private" in text
    assert "readable in part" in text
    assert not re.search(r'class="tag good">(?:(?!</span>).)*readable', text, re.DOTALL)
    german = await page(filled, "/libraries", **{"accept-language": "de"})
    assert "Ein Teil war nicht lesbar: Björk/Private" in german


async def test_keys_of_errors_are_for_machines(filled: Any) -> None:
    first, library, at = filled.ids["first"], filled.ids["library"], filled.kit.now()

    def broken(connection: Any) -> None:
        row = IndexedTrack(track=Track(key="a.mp3", title="a"), problem=FileProblem.BROKEN)
        tracks.upsert(connection, library, [row], at)
        tracks.bump(connection, library)
        libraries.set_state(
            connection, library, readable=False, reason="folder_unreadable", at=at, complete=False
        )

    text = await page(filled, f"/playlists/{first}")
    assert "The disk is full" in visible(text[text.index('id="history-title"') :]), "in place of its key"
    await filled.kit.database.write(broken)
    for address in (f"/playlists/{first}", "/libraries", "/log", f"/log/{filled.ids['bad']}", "/"):
        said = visible(await page(filled, address))
        for key in ("disk_full", "folder_unreadable", "library_unavailable", "broken_file"):
            assert key not in said, (address, key)
    assert "a.mp3: not audio, damaged or cut off" in visible(await page(filled, "/libraries"))


def visible(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


async def tell(household: Any, kind: EventType, name: str, status: str, **data: str) -> str:
    event = Event(type=kind, at=household.kit.now(), name=name, status=status, data=data)
    await household.kit.tell(event)
    found = re.search(r'class="card rows feed".*?</ul>', await page(household, "/"), re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("names", ["guide.left", "web.theme", "web.theme, web.language"])
async def test_settings_of_the_pages_are_no_news(filled: Any, names: str) -> None:
    feed = await tell(filled, EventType.SETTINGS_CHANGED, "settings", "changed", names=names)
    assert feed.count("Settings were changed") == 1


async def test_settings_are_told_by_name(filled: Any) -> None:
    names = "web.theme, mqtt.port, mqtt.base_topic"
    feed = await tell(filled, EventType.SETTINGS_CHANGED, "settings", "changed", names=names)
    assert "Settings were changed: Port of the broker, Base topic" in feed


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("unknown", "Mix stayed as it was: something could not be read"),
        ("failed", "Mix could not be synced"),
        ("unchanged", "Mix is in step: nothing to do"),
        ("synced", "Mix was synced"),
    ],
)
async def test_only_what_was_synced_was_synced(filled: Any, status: str, said: str) -> None:
    feed = await tell(filled, EventType.PLAYLIST_SYNCED, "Mix", status)
    assert said in feed
    assert ("Mix was synced" in feed) is (status == "synced")


@pytest.mark.parametrize(
    ("language", "name", "cancelled", "finished"),
    [
        ("en", "Scan libraries", "Scan libraries was cancelled", "Scan libraries finished"),
        (
            "de",
            "Bibliotheken einlesen",
            "Bibliotheken einlesen: abgebrochen",
            "Bibliotheken einlesen: fertig",
        ),
    ],
)
async def test_what_was_cancelled_did_not_finish(
    filled: Any, language: str, name: str, cancelled: str, finished: str
) -> None:
    for status, said, unsaid in (("cancelled", cancelled, finished), ("succeeded", finished, cancelled)):
        event = Event(
            type=EventType.JOB_FINISHED, at=filled.kit.now(), name=JobName.SCAN_LIBRARY.value, status=status
        )
        await filled.kit.tell(event)
        text = await page(filled, "/", **{"accept-language": language})
        feed = re.search(r'class="card rows feed".*?</li>', text, re.DOTALL)
        assert feed
        assert said in feed[0]
        assert unsaid not in feed[0]
        assert name in feed[0]


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", ["1 track", "1 album", "1 artist"], ["2 tracks", "2 albums", "2 artists"]),
        ("de", ["1 Titel", "1 Album", "1 Interpret"], ["2 Titel", "2 Alben", "2 Interpreten"]),
    ],
)
async def test_one_of_a_kind_is_told_as_one(
    household: Any, language: str, one: list[str], several: list[str]
) -> None:
    at = household.kit.now()
    account = Account(id=new_id(), provider="folder", name="Loft", created_at=at)
    library = Library(id=new_id(), account_id=account.id, name="Small", created_at=at)
    songs = [
        IndexedTrack(track=Track(key=name, title=name, artists=(name,), album=f"Best of {name}", path=name))
        for name in ("Ada", "Grace")
    ]
    await household.kit.database.write(lambda connection: accounts.add(connection, account))
    await household.kit.database.write(lambda connection: libraries.add(connection, library))
    for count, wanted in ((1, one), (2, several)):

        def hold(connection: Any, count: int = count) -> None:
            tracks.upsert(connection, library.id, songs[:count], at)
            tracks.bump(connection, library.id)
            libraries.set_state(connection, library.id, readable=True, reason=None, at=at, complete=True)

        await household.kit.database.write(hold)
        await shelve(household.kit, library.id)
        text = await page(household, "/libraries", **{"accept-language": language})
        facts = re.search(r'<p class="facts">.*?</p>', text, re.DOTALL)
        assert facts
        said = re.findall(r"<span>([^<]*)</span>", re.sub(r"</?(?:a|b)\b[^>]*>", "", facts[0]))
        assert said[:3] == wanted


async def test_who_may_only_look_is_offered_nothing_that_refuses(filled: Any) -> None:
    key, _ = await KeyRing(filled.kit).create("reader", {"read"})
    first = filled.ids["first"]
    async with filled.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key})
        for path in (
            "/",
            "/playlists",
            f"/playlists/{first}?entry=4",
            f"/playlists/{filled.ids['held']}/plan",
            "/schedules",
            "/libraries",
            f"/log/{filled.ids['active']}",
        ):
            text = (await browser.get(path)).text
            sent = re.findall(r'<form[^>]*method="post" action="([^"]+)"', text)
            assert {place.rsplit("/", 1)[-1] for place in sent} <= {"logout"}, path


async def test_a_library_that_is_away_is_said_on_top(filled: Any) -> None:
    def away(connection: Any) -> None:
        libraries.set_state(
            connection,
            filled.ids["library"],
            readable=False,
            reason="library_unavailable",
            at=filled.kit.now(),
            complete=False,
        )
        mirrors.set_result(
            connection,
            filled.ids["first"],
            at=filled.kit.now(),
            success=False,
            status=ItemStatus.UNKNOWN,
            error="library_unavailable",
            detail="",
        )

    filled.clock[0] += timedelta(hours=2)
    before = (await filled.kit.database.read(targets.of_mirror, filled.ids["first"]))[0]
    await filled.kit.database.write(away)
    text = await page(filled, f"/playlists/{filled.ids['first']}")
    assert "The library “Music” cannot be read now." in text
    assert before.matched
    counts = f"{before.matched} matched, {before.review} to review, {before.missing} missing"
    assert f"<p>{counts}</p>" in text
    assert re.search(r"synced <time[^>]*>12 hours ago", text)
    assert re.search(r"synced <time[^>]*>12 hours ago", await page(filled, "/playlists"))


@pytest.mark.parametrize(
    ("language", "failed", "in_part"),
    [
        (
            "en",
            "Attic could not be scanned: The library cannot be read",
            "Attic was scanned in part: A folder cannot be read",
        ),
        (
            "de",
            "Attic ließ sich nicht einlesen: Die Bibliothek ist nicht lesbar",
            "Attic wurde zum Teil eingelesen: Ein Ordner ist nicht lesbar",
        ),
    ],
)
async def test_a_scan_that_failed_is_no_scan(filled: Any, language: str, failed: str, in_part: str) -> None:
    for error, readable in (("library_unavailable", False), ("folder_unreadable", True)):
        event = Event(
            type=EventType.LIBRARY_SCANNED,
            at=filled.kit.now(),
            name="Attic",
            status=ItemStatus.UNKNOWN.value,
            data={"error": error, "readable": readable},
        )
        await filled.kit.tell(event)
    text = await page(filled, "/", **{"accept-language": language})
    assert failed in text
    assert in_part in text
    assert "Attic was scanned<" not in text


async def test_a_library_that_failed_to_be_scanned_tells_the_last_good_time(filled: Any) -> None:
    library, now = filled.ids["library"], filled.kit.now()

    async def look(*, readable: bool, minutes: int) -> None:
        await filled.kit.database.write(
            libraries.set_state,
            library,
            readable=readable,
            reason=None if readable else "odd_answer",
            at=now - timedelta(minutes=minutes),
            complete=readable,
        )

    def of_music(text: str) -> str:
        return " ".join(re.sub(r"<[^>]*>", " ", text.partition("Music")[2]).split())

    await look(readable=True, minutes=180)
    await look(readable=False, minutes=0)
    for path in ("/libraries", "/accounts"):
        text = await page(filled, path)
        assert "could not be scanned" in of_music(text), path
        assert "last scanned 3 hours ago" in of_music(text), path
        assert "scanned just now" not in of_music(text), path
    assert "could not be scanned: Something else answers" in of_music(await page(filled, "/accounts"))


async def test_the_guide_tells_of_a_first_scan_that_failed(household: Any, tmp_path: Any) -> None:
    (tmp_path / "music").mkdir(exist_ok=True)
    library = await add_library(household.kit, name="Fresh", folder=str(tmp_path / "music"))
    assert "Fresh is being read meanwhile." in await page(household, "/guide")
    told = {"readable": False, "reason": "library_unavailable", "at": household.kit.now(), "complete": False}
    await household.kit.database.write(libraries.set_state, library.id, **told)
    text = await page(household, "/guide")
    assert "is being read meanwhile" not in text
    assert "The library cannot be read" in text
