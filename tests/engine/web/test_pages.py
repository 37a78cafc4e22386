"""Every page, empty and full: well-formed, with landmarks and labels, light, readable without JavaScript."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from syncopate.domain.match import Match, Verdict
from syncopate.domain.playlist import Entry
from syncopate.store import entries, matches, targets
from syncopate.store.entries import StoredEntry
from syncopate.sync.mirrors import NewMirror, add_file
from wellformed import check

PAGES = (
    "",
    "guide",
    "playlists",
    "playlists/add",
    "missing",
    "review",
    "identities",
    "schedules",
    "log",
    "libraries",
    "settings",
    "accounts",
    "members",
    "sources",
)


def paths_of(filled: Any) -> list[str]:
    """Return every page there is of a full household."""
    ids = filled.ids
    return [
        *PAGES,
        *(f"playlists/{ids[name]}" for name in ("first", "held", "fresh")),
        f"playlists/{ids['first']}?entry=5",
        f"playlists/{ids['first']}?entry=5&find=roads",
        f"playlists/{ids['first']}?show=missing",
        f"playlists/{ids['first']}?q=nothing-like-this",
        f"playlists/{ids['first']}/plan",
        f"playlists/{ids['first']}/changes",
        f"playlists/{ids['first']}?remove=on",
        f"playlists/{ids['held']}/plan",
        f"log/{ids['good']}",
        f"log/{ids['bad']}",
        f"log/{ids['active']}",
        f"log?item={ids['first']}",
        "log?job=clean_up",
        "playlists?label=Family",
        "playlists?q=zzz",
        f"missing?playlist={ids['first']}",
    ]


@pytest.mark.parametrize("path", PAGES)
async def test_an_empty_household_is_told_what_will_be_here(household: Any, path: str) -> None:
    async with household.client() as browser:
        answer = await browser.get(f"/{path}")
    assert answer.status_code == 200
    checker = check(answer.text)
    assert {"main", "nav"} <= {tag for tag, _ in checker.tags}
    assert "None" not in re.sub(r"<[^>]*>", "", answer.text)


async def test_every_page_of_a_full_household_renders(filled: Any) -> None:
    async with filled.client() as browser:
        for path in paths_of(filled):
            answer = await browser.get(f"/{path}")
            assert answer.status_code == 200, path
            check(answer.text)
            assert "None" not in re.sub(r"<[^>]*>", "", answer.text), path


async def test_a_library_can_be_browsed(filled: Any) -> None:
    """From the libraries to albums and artists, to one of each, every page well-formed."""
    async with filled.client() as browser:
        seen, ahead = set[str](), ["/libraries"]
        while ahead:
            answer = await browser.get(ahead.pop())
            assert answer.status_code == 200, answer.url
            check(answer.text)
            assert "None" not in re.sub(r"<[^>]*>", "", answer.text), answer.url
            links = {
                answer.url.join(found.get("href") or "").path
                for tag, found in check(answer.text).tags
                if tag == "a"
            }
            new = {path for path in links if re.match(r"/libraries/[^/]+/(albums|artists)", path)} - seen
            seen |= new
            ahead.extend(sorted(new))
    kinds = {(path.split("/")[3], path.count("/")) for path in seen}
    assert kinds == {("albums", 3), ("albums", 4), ("artists", 3), ("artists", 4)}


async def test_every_page_is_one_click_away(filled: Any) -> None:
    async with filled.client() as browser:
        text = (await browser.get("/")).text
    links = {found.get("href") for tag, found in check(text).tags if tag == "a"}
    wanted = {"playlists", "missing", "log", "settings", "schedules", "libraries", "api/docs"}
    assert {f"./{path}" for path in wanted} <= links


async def test_first_open_leads_to_the_guide_which_can_be_left_and_resumed(household: Any) -> None:
    async with household.client() as browser:
        first = await browser.get("/")
        assert first.url.path == "/guide"
        csrf = re.search(r'name="csrf" value="([^"]+)"', first.text)
        assert csrf
        left = await browser.post("/guide/leave", data={"csrf": csrf[1]})
        assert left.url.path == "/"
        assert (await browser.get("/")).url.path == "/"
        assert 'href="./guide"' in left.text


async def test_the_guide_takes_five_steps_at_most(household: Any, tmp_path: Any) -> None:
    (tmp_path / "songs").mkdir()
    async with household.client() as browser:
        text = (await browser.get("/guide")).text
        csrf = re.search(r'name="csrf" value="([^"]+)"', text)
        assert csrf
        data = {"csrf": csrf[1], "guided": "on", "name": "Music", "folder": str(tmp_path / "songs")}
        second = await browser.post("/libraries/add", data=data)
        ways = [second.text.index(way) for way in ('name="link"', 'type="file"', "sources?guided=on")]
        assert ways == sorted(ways)
        file = {"file": ("Mine.csv", b"Title,Artist\nRoads,Portishead\n", "text/csv")}
        data = {"csrf": csrf[1], "guided": "on"}
        preview = await browser.post("/playlists/add", data=data, files=file)
        assert "Portishead" in preview.text
        assert 'name="guided" value="on"' in preview.text
        token = re.search(r'name="upload" value="([^"]+)"', preview.text)
        assert token
        data = {"csrf": csrf[1], "upload": token[1], "name": "Mine", "guided": "on"}
        fourth = await browser.post("/playlists/add", data=data)
        assert fourth.url.path == "/guide"
        assert "/sync" in fourth.text


async def test_the_overview_tells_what_needs_the_user(filled: Any) -> None:
    async with filled.client() as browser:
        text = (await browser.get("/")).text
    assert "What needs you" in text
    assert "Sunday" in text
    assert "digest-1" in text
    assert "library_unavailable" in text
    assert "412 of 1200" in text
    assert "Settings were changed" in text
    assert text.count("<dt>") == 4


async def test_a_playlist_shows_one_verdict_for_each_entry(filled: Any) -> None:
    async with filled.client() as browser:
        text = (await browser.get(f"/playlists/{filled.ids['first']}")).text
    rows = re.findall(r'<span class="place">\d+</span>.*?</li>', text, re.DOTALL)
    assert len(rows) == 10
    assert all(row.count('class="verdict') == 1 for row in rows)
    assert "&lt;b&gt;Not bold&lt;/b&gt;" in text
    assert "(default)" in text


async def test_the_log_of_an_item_lists_its_missing_entries(filled: Any) -> None:
    async with filled.client() as browser:
        good = (await browser.get(f"/log/{filled.ids['good']}")).text
        bad = (await browser.get(f"/log/{filled.ids['bad']}")).text
    assert "2 missing entries" in good
    assert "Björk - Hyperballad" in good
    assert "3.4" in good
    assert "disk_full" in bad
    assert "The disk is full" in bad


async def test_missing_can_be_taken_along(filled: Any) -> None:
    async with filled.client() as browser:
        table = await browser.get("/missing/missing.csv")
        lines = await browser.get("/missing/missing_tracks_spotify.txt")
        none = await browser.get("/missing/other.txt")
    assert table.text.startswith("\ufeffartist,title")
    assert "'=HYPERLINK" in table.text
    assert "https://open.spotify.com/track/4oZJVGqRjqdQJiy3MRrWK6" in lines.text
    assert lines.headers["content-disposition"].startswith("attachment")
    assert none.status_code == 404


async def test_an_address_that_leads_nowhere_says_so(filled: Any) -> None:
    async with filled.client() as browser:
        for path in ("nowhere", "playlists/none", "log/none", "a/b/c/d"):
            answer = await browser.get(f"/{path}")
            assert answer.status_code == 404
            check(answer.text)
            assert "not_found" in answer.text


async def test_german_is_spoken(filled: Any) -> None:
    async with filled.client(**{"accept-language": "de-AT,de;q=0.9,en;q=0.5"}) as browser:
        for path in paths_of(filled):
            text = (await browser.get(f"/{path}")).text
            assert '<html lang="de"' in text
            check(text)
        text = (await browser.get("/")).text
    assert "Übersicht" in text
    assert "Was dich braucht" in text


async def test_what_every_answer_carries(filled: Any) -> None:
    async with filled.client() as browser:
        page = await browser.get("/")
        css = await browser.get("/static/app.css?v=1")
        plain = await browser.get("/static/app.js")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in css.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"


async def test_the_number_of_a_playlist_is_of_all_that_it_lacks(filled: Any) -> None:
    mirror_id = filled.ids["first"]
    (target,) = await filled.kit.database.read(targets.of_mirror, mirror_id)
    many = [Entry(position=place, title=f"Song {place}", artists=("Somebody",)) for place in range(250)]
    stored = [StoredEntry(f"text|song{entry.position}|somebody", entry) for entry in many]
    missing = [(entry.position, Match(Verdict.MISSING, "nothing_similar")) for entry in many]
    await filled.kit.database.write(entries.replace, mirror_id, stored)
    await filled.kit.database.write(matches.replace, target.id, missing)
    async with filled.client() as client:
        for page in ("", "&page=3"):
            text = (await client.get(f"/missing?playlist={mirror_id}{page}")).text
            assert '<span class="soft small">250</span>' in text


async def test_a_playlist_without_a_library_says_what_to_do(filled: Any) -> None:
    mirror = await add_file(filled.kit, "Homeless.txt", b"Air - Kelly\n", NewMirror())
    assert await filled.kit.database.read(targets.of_mirror, mirror.id) == []
    async with filled.client() as client:
        text = (await client.get("/playlists?q=Homeless")).text
        assert f'href="./playlists/{mirror.id}#kept-title"' in text
        assert "choose a library" in text
        assert "next <time" not in text
        text = (await client.get(f"/playlists/{mirror.id}")).text
        assert "No library is chosen for it" in text
        assert "no next sync" in text
        assert 'id="kept-title"' in text
        assert f'<option value="{filled.ids["attic"]}">Attic</option>' in text
        plan = await client.get(f"/playlists/{mirror.id}/plan")
        assert plan.status_code == 200, "a plan that cannot be made is no fault of the page"
        assert "No library is chosen for it." in plan.text
        german = await client.get(f"/playlists/{mirror.id}/plan", headers={"accept-language": "de"})
        assert "Für sie ist keine Bibliothek gewählt." in german.text


async def test_beyond_the_last_page_is_the_last_page(filled: Any) -> None:
    mirror_id = filled.ids["first"]
    (target,) = await filled.kit.database.read(targets.of_mirror, mirror_id)
    stored = [
        StoredEntry(
            identity=f"{at}", entry=Entry(position=at, title=f"Song {at}", artists=("Holt",), duration=None)
        )
        for at in range(101)
    ]
    verdicts = [(at, Match(Verdict.MISSING, "nothing_similar")) for at in range(101)]
    await filled.kit.database.write(entries.replace, mirror_id, stored)
    await filled.kit.database.write(matches.replace, target.id, verdicts)
    async with filled.client() as client:
        for address in (
            f"/missing?playlist={mirror_id}&page=777777",
            f"/playlists/{mirror_id}?page=999",
            f"/playlists/{mirror_id}?show=missing&page=999",
        ):
            text = (await client.get(address)).text
            assert "Song 100" in text, address
            assert "101–101" in text, address
            assert "Song 99<" not in text, address
        assert (await client.get("/missing?of=albums&page=999")).status_code == 200


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/libraries/add", "/libraries"),
        ("/members/a%20b/rename", "/members"),
        ("/settings/keys", "/settings"),
        ("/libraries/a%20b/rename", "/libraries"),
        ("/jobs/main_sync/schedule", "/schedules"),
    ],
)
async def test_the_address_of_a_form_leads_to_its_page(filled: Any, address: str, page: str) -> None:
    async with filled.client() as client:
        answer = await client.get(address)
        assert (answer.status_code, answer.url.path) == (200, page)
