"""The commands that keep SageTV and Plex in step by hand, as typed, with servers that speak as the real ones do."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from engine.command.watching import LENGTH, Home
from fakes.plex import FakePlex
from fakes.plex.media import Kind
from fakes.sagex import FakeSageX
from fakes.serving import Fault
from syncopate.providers.plex import tv
from syncopate.providers.sagetv import client as sage_client

if TYPE_CHECKING:
    from conftest import Shell

_LONG = 30 * 86_400


@pytest.fixture
async def home(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    sage, plex = FakeSageX(), FakePlex()
    monkeypatch.setattr(sage_client, "TIMEOUT", timedelta(seconds=2))
    plex.clock.advance(-_LONG)
    async with sage, plex:
        monkeypatch.setattr(tv, "PLEX_TV", plex.tv_address)
        made = Home.at(shell, sage, plex)
        plex.clock.advance(_LONG)
        yield made


async def test_the_file_of_the_old_tool_is_all_that_is_needed(home: Home) -> None:
    """Row 313."""
    done = await home.begin()
    assert (done["left"]["provider"], done["right"]["provider"]) == ("sagetv", "plex")
    assert (done["left"]["health_ok"], done["right"]["health_ok"]) == (True, True)
    assert done["folders"] == "F:\\SageTV => /storage/tv"
    (link,) = await home.told("links", "list")
    ways = {name: (each["way"], each["removes"]) for name, each in link["features"].items()}
    assert ways == {"history": ("both", False), "progress": ("both", False)}
    assert home.writes == []
    again = await home.begin()
    assert (again["link"]["id"], again["link"]["added"]) == (link["id"], False)
    assert again["folders"] == done["folders"]
    assert len(await home.told("accounts", "list")) == 2
    said = await home.run("watch", "import-config", str(home.config()))
    assert home.sage.password not in said.stdout + said.stderr
    assert home.plex.token not in said.stdout + said.stderr


async def test_read_twice_it_is_one_account_also_where_nobody_says_whose_it_is(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tv, "PLEX_TV", "http://127.0.0.1:9")
    first, again = await home.begin(), await home.begin()
    assert (again["link"]["id"], again["link"]["added"]) == (first["link"]["id"], False)
    assert [each["provider"] for each in await home.told("accounts", "list")] == ["sagetv", "plex"]
    assert len(await home.told("links", "list")) == 1


async def test_what_the_file_lacks_can_be_said(home: Home) -> None:
    file = home.config(plex={"host": "127.0.0.1", "port": home.plex.address.rpartition(":")[2]})
    done = await home.run("watch", "import-config", str(file))
    assert (done.returncode, "Token is needed" in done.stderr) == (2, True), done.stderr
    token, folders = f"right.token={home.plex.token}", r"F:\SageTV => /there"
    made = await home.told("watch", "import-config", str(file), "--answer", token, "--path-map", folders)
    assert made["folders"] == folders


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "no JSON"),
        ('{"sagex": {"host": "s"}}', "does not name Plex"),
        ('{"plex": {"host": "s"}}', "does not name SageTV"),
    ],
)
async def test_a_file_that_is_none_is_refused(home: Home, content: str | None, said: str) -> None:
    file = home.shell.folder / "old.json"
    if content is not None:
        file.write_text(content)
    done = await home.run("watch", "import-config", str(file))
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


async def test_without_a_link_it_is_said_how_to_make_one(home: Home) -> None:
    done = await home.run("watch", "check", "all")
    assert done.returncode == 2
    assert "watch import-config" in done.stderr


async def test_libraries_are_listed(home: Home) -> None:
    """Row 297."""
    await home.begin()
    listed = await home.told("watch", "list")
    assert {(each["id"], each["name"], each["type"]) for each in listed} == {
        (str(home.plex.films.key), home.plex.films.title, "movie"),
        (str(home.plex.shows.key), home.plex.shows.title, "show"),
    }
    assert all(each["paths"] for each in listed)
    shown = (await home.run("watch", "list")).stdout
    assert all(text in shown for each in listed for text in (each["id"], each["name"], each["paths"][0]))


async def test_check_shows_all_and_writes_nothing(home: Home) -> None:
    """Rows 298, 310, 311, 312."""
    home.sage_sees(0, 40)
    home.sage_sees(1, 20)
    home.plex_sees(2)
    home.plex_sees(3)
    await home.begin()
    done = await home.run("watch", "check", "all")
    assert done.returncode == 0, done.stderr
    lines = {each.split()[0]: each for each in done.stdout.splitlines() if each.strip()}
    assert all(home.key(number) in lines for number in range(4))
    wanted = (("watched", "->"), ("0:20:00", "->"), ("<-", "Lost S01E03"), ("<-", "Heat (1995)"))
    for number, texts in enumerate(wanted):
        assert all(text in lines[home.key(number)] for text in texts), lines[home.key(number)]
    summary = [each.split() for each in done.stdout[done.stdout.index("4 titles") :].splitlines()]
    assert {(each[0], each[1]) for each in summary[1:]} == {("0", "in"), ("2", "to"), ("0", "not")}
    assert home.writes == []
    told = await home.told("watch", "check", "all")
    assert told["counts"]["to_right"] == told["counts"]["to_left"] == 2


async def test_a_position_at_the_end_is_told_as_finished(home: Home) -> None:
    """By the rule of either side: SageTV takes the last five minutes for the end, Plex only the last two."""
    home.plex_sees(0, LENGTH - 20)
    home.plex_sees(1, LENGTH - 200)
    home.plex_sees(2, LENGTH - 1200)
    await home.begin()
    done = await home.run("watch", "check", "all")
    lines = {each.split()[0]: each for each in done.stdout.splitlines() if each.strip()}
    for number, said in enumerate(("finished", "finished", "0:20:00")):
        assert said in lines[home.key(number)], lines[home.key(number)]
    assert "0:3" not in done.stdout
    titles = (await home.told("watch", "check", "all"))["titles"]
    told = {each["title"]: each["right"] for each in titles}
    assert [told[f"Lost S01E0{number} · Part {number}"]["finished"] for number in (1, 2, 3)] == [
        True,
        True,
        False,
    ]
    assert told["Lost S01E02 · Part 2"]["position_ms"] is None
    # It is not begun again by being taken for that: it can still be placed.
    done = await home.told("watch", "position", home.key(1), "0", "--side", "right", "--yes")
    assert (done["right"]["became"], home.on_plex(1)[1]) == ("applied", 0)


async def test_some_are_chosen_by_library_name_or_media_id(home: Home) -> None:
    """Rows 295, 299, 312."""
    await home.begin()

    async def titles(*words: str, rc: int = 0) -> list[str]:
        told = await home.told("watch", "check", *words, rc=rc)
        return sorted(key for each in told["titles"] for key in each["right"]["ids"])

    films, shows = str(home.plex.films.key), home.plex.shows.title
    every = sorted(home.key(number) for number in range(4))
    assert await titles(films) == [home.key(3)]
    assert await titles(shows.upper()) == sorted(home.key(number) for number in range(3))
    assert await titles(films, shows) == every
    assert await titles("--media", home.key(1), home.key(3)) == sorted([home.key(1), home.key(3)])
    assert await titles("--media", home.key(1), "-m", home.key(3)) == sorted([home.key(1), home.key(3)])
    assert await titles(films, "Nowhere", rc=1) == [home.key(3)]
    assert await titles("--media", home.key(1), "4711", rc=1) == [home.key(1)]
    gone = await home.run("watch", "sync", "--media", "4711")
    assert (gone.returncode, "no film or episode 4711" in gone.stderr) == (1, True)
    done = await home.run("watch", "check", "Nowhere", films)
    assert (done.returncode, "no library Nowhere" in done.stderr) == (1, True)
    assert home.key(3) in done.stdout
    assert (await home.run("watch", "check", "Nowhere")).returncode == 1
    done = await home.run("watch", "check")
    assert (done.returncode, "say all" in done.stderr) == (2, True)
    on_sage = await home.told("watch", "check", "--at", "left", "--media", str(home.media[0].id))
    assert [each["right"]["ids"] for each in on_sage["titles"]] == [[home.key(0)]]


async def test_sync_writes_both_ways_and_then_all_is_in_step(home: Home) -> None:
    """Rows 291, 292, 315."""
    home.sage_sees(0, 40)
    home.sage_sees(1, 20)
    home.plex_sees(2)
    home.plex_sees(3, 600)
    await home.begin()
    done = await home.told("watch", "sync", "all")
    assert (done["written"], done["failed"], done["held"]) == (4, 0, [])
    assert home.on_plex(0)[0]
    assert home.on_plex(1) == (False, 1200)
    assert home.on_sage(2)[0]
    assert home.on_sage(3) == (False, 600)
    written = list(home.writes)
    after = await home.told("watch", "sync", "all")
    assert (after["counts"]["in_step"], after["written"]) == (4, 0)
    assert home.writes == written
    (link,) = await home.told("links", "list")
    assert (link["last_status"], link["last_counts"]) == ("unchanged", {}), "as of what was done last"


async def test_only_what_was_chosen_is_written(home: Home) -> None:
    home.sage_sees(0, 40)
    home.sage_sees(3, 40)
    await home.begin()
    done = await home.told("watch", "sync", str(home.plex.films.key))
    assert done["written"] == 1
    assert (home.on_plex(0)[0], home.on_plex(3)[0]) == (False, True)
    # What was left is still due.
    assert (await home.told("watch", "sync", "--media", home.key(0)))["written"] == 1
    assert home.on_plex(0)[0]


async def test_a_dry_run_shows_it_and_writes_nothing(home: Home) -> None:
    """Row 304."""
    home.sage_sees(0, 40)
    home.plex_sees(2, 900)
    await home.begin()
    done = await home.run("watch", "sync", "all", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "watched [would be written]" in done.stdout
    assert "0:15:00 [would be written]" in done.stdout
    assert home.writes == []
    assert (await home.told("watch", "sync", "all"))["written"] == 2


async def test_each_write_can_be_confirmed(home: Home) -> None:
    """Row 303."""
    home.sage_sees(0, 40)
    home.plex_sees(1)
    await home.begin()
    done = await home.typed("n\nn\n", "watch", "sync", "all", "--confirm")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Do it?") == 2
    assert home.writes == []
    assert (home.on_plex(0)[0], home.on_sage(1)[0]) == (False, False)
    await home.typed("y\nn\n", "watch", "sync", "all", "-p")
    assert (home.on_plex(0)[0], home.on_sage(1)[0]) == (True, False)
    assert (await home.told("watch", "sync", "all"))["written"] == 1
    assert home.on_sage(1)[0]


@pytest.mark.parametrize(
    ("words", "seconds", "passes"),
    [
        ((), 59, False),
        ((), 61, True),
        (("--ignore-first", "0"), 10, True),
        (("-x", "300"), 299, False),
        (("-x", "300"), 301, True),
    ],
)
async def test_the_first_seconds_can_be_ignored(
    home: Home, words: tuple[str, ...], seconds: int, passes: bool
) -> None:
    """Rows 302, 321."""
    home.plex_sees(0, seconds)
    await home.begin()
    counts = (await home.told("watch", "check", "all", *words))["counts"]
    assert (counts["to_left"], counts["in_step"]) == ((1, 3) if passes else (0, 4))
    await home.told("watch", "sync", "all", *words)
    assert home.on_sage(0)[1] == (seconds if passes else 0)


async def test_what_was_ignored_by_hand_is_still_news_to_a_run(home: Home) -> None:
    home.plex_sees(0, 200)
    home.plex_sees(1)
    await home.begin()
    assert (await home.told("watch", "sync", "all", "-x", "300"))["written"] == 1
    done = await home.run("links", "run")
    assert (done.returncode, "A plan waits" in done.stdout) == (1, True), done.stdout
    await home.told("links", "apply", await _link(home))
    assert home.on_sage(0)[1] == 200


async def test_an_outage_is_no_absence(home: Home) -> None:
    home.plex_sees(0)
    await home.begin()
    home.sage.wire.fail(Fault.SERVER_ERROR, "*")
    for words in (("check",), ("sync",)):
        done = await home.run("watch", *words, "all")
        assert done.returncode == 2
        assert "cannot be read now" in done.stderr
        assert done.stdout == ""
    shown = await home.run("watch", "show", home.key(0))
    assert (shown.returncode, "cannot be read now" in shown.stderr) == (2, True)
    home.sage.wire.heal()
    home.sage.refused["GetMediaFiles"] = "java.lang.NullPointerException"
    told = await home.told("watch", "check", "all", rc=2)
    assert told["error"]["key"] == "unreachable"
    assert home.writes == []


async def test_what_one_side_lacks_is_said(home: Home) -> None:
    await home.begin()
    film = home.plex.library.add_film(home.plex.films, "Alien", year=1979)
    home.plex.server.see(home.plex.people.owner, film)
    done = await home.run("watch", "check", "all")
    (line,) = [each for each in done.stdout.splitlines() if "Alien" in each]
    assert line.split()[:4] == [str(film.key), "not", "there", "??"]
    assert "1  not at both sides" in done.stdout
    synced = await home.told("watch", "sync", "all")
    assert (synced["written"], synced["failed"]) == (0, 0)


async def test_one_title_is_shown_with_what_sage_says(home: Home) -> None:
    """Row 300."""
    home.sage_sees(0, 20)
    await home.begin()
    shown = json.loads((await home.run("watch", "show", home.key(0))).stdout)
    assert shown["title"] == "Lost S01E01 · Part 1"
    assert shown["left"]["records"][0]["id"] == str(home.media[0].id)
    assert shown["left"]["records"][0]["progress"]["position_ms"] == 1_200_000
    assert shown["right"]["records"][0]["path"] == "/storage/tv/Lost-Part1-1-0.mpg"
    raw = json.loads((await home.run("watch", "show", home.key(0), "--sage-data")).stdout)
    assert raw["MediaFileID"] == home.media[0].id
    assert raw["Airing"]["Show"]["ShowTitle"] == "Lost"
    done = await home.run("watch", "show", "999999")
    assert (done.returncode, "no film or episode 999999" in done.stderr) == (2, True)


async def test_a_position_is_set_at_both_sides_or_one(home: Home) -> None:
    """Row 301."""
    await home.begin()
    done = await home.told("watch", "position", home.key(0), "0:21:03", "--yes")
    assert (done["left"]["became"], done["right"]["became"]) == ("applied", "applied")
    assert (home.on_sage(0)[1], home.on_plex(0)[1]) == (1263, 1263)
    await home.told("watch", "position", home.key(1), "10:00", "--side", "right", "--yes")
    assert (home.on_sage(1)[1], home.on_plex(1)[1]) == (0, 600)
    written = list(home.writes)
    again = await home.told("watch", "position", home.key(0), "1263", "--yes")
    assert (again["left"]["became"], again["right"]["became"]) == ("unchanged", "unchanged")
    refused = await home.typed("n\n", "watch", "position", home.key(0), "60")
    assert (refused.returncode, "It stays" in refused.stderr) == (1, True)
    silent = await home.run("watch", "position", home.key(0), "60")
    assert (silent.returncode, "--yes" in silent.stderr) == (2, True)
    end = await home.run("watch", "position", home.key(0), str(LENGTH), "--yes")
    assert (end.returncode, "takes that for the end" in end.stderr) == (2, True)
    short = await home.run("watch", "position", home.key(0), "0:00:59", "--yes")
    assert (short.returncode, "in the first minute" in short.stderr) == (2, True)
    assert home.writes == written
    assert (await home.told("watch", "check", "--media", home.key(0)))["counts"]["in_step"] == 1
    back = await home.told("watch", "position", home.key(0), "5:00", "--yes")
    assert (back["left"]["became"], home.on_sage(0)[1], home.on_plex(0)[1]) == ("applied", 300, 300)
    await home.told("watch", "position", home.key(0), "0", "--yes")
    assert (home.on_sage(0)[1], home.on_plex(0)[1]) == (0, 0)
    # It was noted before it was sent, and what it took away can be brought back.
    (link,) = await home.told("links", "list")
    writes = (await home.told("links", "plan", link["name"]))["writes"]
    assert [(each["action"], each["became"]) for each in writes if each["became"]] == [
        ("unplace", "applied")
    ] * 2
    assert len(await home.told("links", "captures")) == 2


async def test_what_was_seen_is_placed_as_seen_once_more(home: Home) -> None:
    home.sage_sees(0, 40)
    home.plex_sees(0)
    await home.begin()
    done = await home.told("watch", "position", home.key(0), "10:00", "--yes")
    assert (done["left"]["became"], done["right"]["became"]) == ("applied", "applied")
    assert home.on_plex(0) == (True, 600)
    assert home.on_sage(0)[1] == 600
    assert (await home.told("watch", "check", "all"))["counts"]["in_step"] == 4


async def test_libraries_are_added_refreshed_and_deleted(home: Home) -> None:
    """Rows 305, 306, 307, 308, 309."""
    await home.begin()
    made = await home.told(
        "watch", "section", "add", "Recordings", "--type", "show", "/storage/tv", "/storage/more"
    )
    assert (made["type"], made["paths"]) == ("show", ["/storage/tv", "/storage/more"])
    bare = await home.run("watch", "section", "add", "Films too", "--type", "movie")
    assert (bare.returncode, "tells no folders" in bare.stderr) == (2, True)
    home.sage.records_to = ["F:\\SageTV"]
    home.sage.imports_from = ["F:\\SageTV\\Videos"]
    films = await home.told("watch", "section", "add", "Films too", "--type", "movie")
    assert (films["type"], films["paths"]) == ("movie", ["/storage/tv", "/storage/tv/Videos"])
    assert "Recordings" in home.shelves(Kind.SHOW)
    await home.told("watch", "section", "refresh", made["id"])
    assert home.plex.wire.journal[-1].path == f"/library/sections/{made['id']}/refresh"
    silent = await home.run("watch", "section", "delete", "recordings")
    assert (silent.returncode, "--yes" in silent.stderr) == (2, True)
    refused = await home.typed("\n", "watch", "section", "delete", "recordings")
    assert (refused.returncode, "Recordings" in home.shelves(Kind.SHOW)) == (1, True)
    agreed = await home.typed("y\n", "watch", "section", "delete", "recordings")
    assert agreed.returncode == 0, agreed.stderr
    assert "Recordings" not in home.shelves(Kind.SHOW)
    await home.told("watch", "section", "delete", films["id"], "--yes")
    gone = await home.run("watch", "section", "refresh", films["id"])
    assert (gone.returncode, "has no library" in gone.stderr) == (2, True)


async def test_a_write_that_fails_is_told_and_tried_again(home: Home) -> None:
    home.sage_sees(0, 40)
    home.plex_sees(1)
    await home.begin()
    home.sage.refused["SetWatched"] = "java.lang.NullPointerException"
    done = await home.run("watch", "sync", "all")
    assert done.returncode == 1
    assert "failed" in done.stdout
    assert (home.on_plex(0)[0], home.on_sage(1)[0]) == (True, False)
    home.sage.refused.clear()
    assert (await home.told("watch", "sync", "all"))["written"] == 1
    assert home.on_sage(1)[0]


async def test_much_that_would_be_taken_back_waits_for_a_word(home: Home) -> None:
    await home.begin()
    for number in range(4):
        home.plex_sees(number)
    assert (await home.told("watch", "sync", "all"))["written"] == 4
    await home.told("links", "set", await _link(home), "--removes", "history")
    for number in range(4):
        home.plex.server.views(home.plex.people.owner).forget(home.items[number].guid)
    written = list(home.writes)
    done = await home.run("watch", "sync", "all")
    assert (done.returncode, "--approve" in done.stderr) == (1, True), done.stdout + done.stderr
    assert home.writes == written
    assert (await home.told("watch", "sync", "all", "--approve"))["written"] == 4
    assert not any(home.on_sage(number)[0] for number in range(4))
    assert await home.told("links", "captures")


async def _link(home: Home) -> str:
    (link,) = await home.told("links", "list")
    return str(link["id"])
