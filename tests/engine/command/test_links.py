"""The commands about links, as typed, with two trackers of our own."""

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.command.link_options import FINDINGS, WAYS
from syncopate.store.watch_findings import FindingKind
from syncopate.sync.watch.linking import Direction

if TYPE_CHECKING:
    from conftest import Done, Shell

_FILMS = {"Heat": "tt0113277", "Alien": "tt0078748", "Memento": "tt0209144"}


class Pair:
    """Two trackers, One and Other."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        for name in ("One", "Other"):
            assert shell("accounts", "add", "local", "--name", name).returncode == 0

    def __call__(self, *words: str) -> Done:
        return self.shell("links", *words)

    def told(self, *words: str, rc: int = 0) -> Any:
        return self.shell.document("links", *words, rc=rc)

    def file(self, *films: str) -> Path:
        """Write that films were seen, as Trakt tells it."""
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(("title", "year", "imdb_id", "watched_at"))
        table.writerows((each, 1999, _FILMS[each], "2026-02-01T20:00:00Z") for each in films)
        file = self.shell.folder / "seen.csv"
        file.write_text(out.getvalue())
        return file

    def sees(self, account: str, *films: str) -> None:
        assert self.told("import", account, str(self.file(*films)))["changed"] == len(films)

    def seen(self, account: str) -> set[str]:
        """Return what a tracker has now: `records` are those read last."""
        told = json.loads(self("export", account).stdout)["records"]
        return {each["title"]["name"] for each in told if each.get("watched") is not None}

    def link(self, *words: str) -> str:
        made = self.told("add", "One", "Other", "--name", "Both", *words)
        return str(made["id"])


@pytest.fixture
def pair(migrated: Shell) -> Pair:
    return Pair(migrated)


def test_the_words_are_those_of_the_engine() -> None:
    assert set(WAYS) == {each.value for each in Direction}
    assert set(FINDINGS) == {each.value for each in FindingKind}


def test_from_nothing_to_two_in_step(pair: Pair) -> None:
    pair.sees("One", "Heat", "Alien")
    link = pair.link()
    (listed,) = pair.told("list")
    assert (listed["id"], listed["approved"], list(listed["features"])) == (link, False, ["history"])
    held = pair("run", "Both")
    assert held.returncode == 1
    assert "syncopate links apply Both" in held.stdout
    plan = pair.told("plan", "Both")
    assert (plan["state"], plan["total"]) == ("held", 2)
    assert {(each["side"], each["action"]) for each in plan["writes"]} == {("right", "watch")}
    shown = pair("plan", "Both", "--search", "heat").stdout
    assert "Heat" in shown
    assert "(new link)" in shown
    assert pair.seen("Other") == set()
    done = pair.told("apply", "Both")
    assert [each["status"] for each in done["results"]] == ["synced"]
    assert done["counts"][link]["applied"] == 2
    assert pair.seen("Other") == {"Heat", "Alien"}
    again = pair.told("run")
    assert [each["status"] for each in again["results"]] == ["unchanged"]
    shown = pair("show", link).stdout
    assert "history to right" in shown


def test_a_preview_waits_for_nothing_and_can_be_discarded(pair: Pair) -> None:
    pair.sees("One", "Heat")
    pair.link()
    assert pair("preview", "Both").returncode == 0
    assert pair.told("plan", "Both")["state"] == "preview"
    assert pair("run", "Both").returncode == 1
    gone = pair.told("discard", "Both")
    again = pair("run", "Both")
    assert (again.returncode, "you discarded" in again.stdout) == (0, True)
    assert pair("run", "Both", "--anew").returncode == 1
    gone = pair.told("discard", "Both")
    assert pair.told("plan", "Both")["id"] == gone["discarded"]
    assert pair.told("plan", "Both")["state"] == "discarded"
    again = pair("discard", "Both")
    assert (again.returncode, "No plan" in again.stderr) == (2, True)
    assert pair.seen("Other") == set()


def test_what_passes_is_said_and_changed(pair: Pair) -> None:
    refused = pair("add", "One", "Other", "--pass", "history=both")
    assert (refused.returncode, "two_way" in refused.stderr or "Both ways" in refused.stderr) == (2, True)
    words = ("--pass", "history=both", "--pass", "ratings=to_left", "--removes", "history", "--type", "movie")
    more = (
        "--limit-count",
        "3",
        "--limit-percent",
        "50",
        "--every",
        "30",
        "--tie-right",
        "history",
        "--disabled",
    )
    made = pair.told("add", "One", "Other", "--two-way-understood", *words, *more)
    assert made["features"] == {
        "history": {"way": "both", "adds": True, "removes": True, "tie": "right"},
        "ratings": {"way": "to_left", "adds": True, "removes": False, "tie": "left"},
    }
    assert (made["types"], made["limit_count"], made["limit_share"]) == (["movie"], 3, 0.5)
    assert (made["every_minutes"], made["enabled"]) == (30, False)
    change = ("--pass", "ratings=off", "--keeps", "history", "--name", "New", "--every", "0", "--enable")
    changed = pair.told("set", made["id"], *change)
    assert changed["features"] == {"history": {"way": "both", "adds": True, "removes": False, "tie": "right"}}
    assert (changed["name"], changed["every_minutes"], changed["enabled"]) == ("New", None, True)
    assert (changed["types"], changed["sections"]) == (["movie"], {})
    refused = pair("set", "New", "--left-section", "7")
    assert (refused.returncode, "One has no libraries to choose from" in refused.stderr) == (2, True)
    assert pair.told("set", "New", "--left-section", "")["sections"] == {}
    for wrong in ("history", "history=up", "music=both"):
        assert pair("set", "New", "--pass", wrong).returncode == 2


def test_it_is_asked_before_something_is_lost(pair: Pair) -> None:
    pair.sees("One", "Heat")
    pair.link()
    pair("run")
    pair("apply", "Both")
    for name in ("forget", "remove"):
        done = pair(name, "Both")
        assert (done.returncode, "--yes" in done.stderr) == (2, True)
        refused = pair.shell.at_a_terminal("n\n", "links", name, "Both")
        assert (refused.returncode, "It stays" in refused.stderr) == (1, True)
    assert pair.told("show", "Both")["approved"] is True
    assert pair.told("forget", "Both", "--yes")["approved"] is False
    pair.told("remove", "Both", "--yes")
    assert pair.told("list") == []
    assert pair.seen("Other") == {"Heat"}


def test_a_title_is_blocked_and_let_go(pair: Pair) -> None:
    pair.sees("One", "Heat", "Alien")
    pair.link()
    blocked = pair.told("block", "movie", f"imdb:{_FILMS['Heat']}", "--label", "Heat")
    pair("run")
    pair("apply", "Both")
    assert pair.seen("Other") == {"Alien"}
    same = pair.told("same", "movie", "imdb:tt1", "tmdb:2", "--link", "Both")
    assert {each["id"] for each in pair.told("unblock")} == {blocked["id"], same["id"]}
    assert "never touched" in pair("unblock").stdout
    pair.told("unblock", blocked["id"])
    pair("run")
    assert pair.seen("Other") == {"Alien", "Heat"}
    assert pair("same", "movie", "tmdb:2", "imdb:tt1", "--link", "Both").returncode == 2
    key = next(each["id"] for each in pair.told("records", "One")["items"] if each["name"] == "Alien")
    own = pair.told("same", "movie", key, "tmdb:348", "--account", "One", "--link", "Both")
    assert (own["about"], own["key"], own["same_as"]) == (None, key, "tmdb:348")
    assert key in pair("unblock").stdout
    assert pair("block", "show", key, "--account", "One").returncode == 2
    wrong = pair("block", "movie", "Heat")
    assert (wrong.returncode, "imdb:tt0111161" in wrong.stderr) == (2, True)


def test_what_was_taken_away_can_be_brought_back(pair: Pair) -> None:
    pair.sees("One", "Heat", "Alien")
    pair.link()
    pair("preview", "Both")
    key = next(each["id"] for each in pair.told("records", "One")["items"] if each["name"] == "Heat")
    silent = pair("records", "One", "--delete", key)
    assert (silent.returncode, pair.seen("One")) == (2, {"Heat", "Alien"})
    pair.told("records", "One", "--delete", key, "--feature", "history", "--yes")
    assert pair.seen("One") == {"Alien"}
    (kept,) = pair.told("captures", "One")
    assert pair.told("captures", "Other") == []
    restored = pair.told("restore", kept["capture"]["id"], "--yes")
    assert restored["counts"]["applied"] == 1
    assert pair.seen("One") == {"Heat", "Alien"}


def test_findings_are_listed(pair: Pair) -> None:
    pair.link()
    pair("run", "Both")
    assert pair.told("findings", "Both", "--kind", "conflict") == {"total": 0, "items": []}
    assert pair("findings", "Both").returncode == 0


def test_files_come_in_and_go_out(pair: Pair) -> None:
    pair.sees("One", "Heat", "Memento")
    written = pair.told("export", "One", "--format", "letterboxd", "--output", str(pair.shell.folder))
    assert "Memento" in Path(written["file"]).read_text()
    printed = pair("export", "One")
    assert _FILMS["Heat"] in printed.stdout
    copy = pair.shell.folder / "all.json"
    copy.write_text(printed.stdout)
    assert pair.told("import", "Other", str(copy))["changed"] == 2
    for words in (
        ("import", "One", "nowhere.csv"),
        ("export", "One", "--format", "wax"),
        ("records", "Nobody"),
    ):
        assert pair(*words).returncode == 2


def test_a_tracker_is_not_removed_with_what_it_holds_unless_that_is_meant(pair: Pair) -> None:
    pair.sees("One", "Heat", "Memento")
    asked = pair.shell("accounts", "remove", "One")
    assert (asked.returncode, "2 titles that it holds" in asked.stderr) == (2, True)
    assert "links export One" in asked.stderr
    assert pair.seen("One") == {"Heat", "Memento"}
    assert pair.shell("accounts", "remove", "Other").returncode == 0
    assert pair.shell("accounts", "remove", "One", "--yes").returncode == 0


def test_watch_takes_any_link(pair: Pair) -> None:
    pair.sees("One", "Heat")
    pair.link()
    told = pair.shell.document("watch", "check", "all")
    assert isinstance(told, dict)
    assert told["counts"]["to_right"] == 1
    done = pair.shell("watch", "sync", "all", "--link", "Both")
    assert done.returncode == 0, done.stderr
    assert pair.seen("Other") == {"Heat"}
    # A word said by hand is none for the runs to come.
    assert pair.told("show", "Both")["approved"] is False
    lists = pair.shell("watch", "list")
    assert (lists.returncode, "not_configured" in lists.stderr) == (2, True)
    pair.told("add", "Other", "One", "--name", "Second", "--pass", "ratings=to_right")
    several = pair.shell("watch", "check", "all")
    assert (several.returncode, "--link" in several.stderr) == (2, True)


def test_lists_are_named_and_shown(pair: Pair) -> None:
    title = {"type": "movie", "ids": ["imdb:tt0113277"], "name": "Heat"}
    record = {"title": title, "lists": ["Best of", "Private"]}
    file = pair.shell.folder / "lists.json"
    file.write_text(json.dumps({"format": "syncopate.watch", "version": 1, "records": [record]}))
    assert pair.told("import", "One", str(file))["changed"] == 1
    link = pair.link("--pass", "lists=to_right", "--list", "best OF")
    assert pair.told("show", link)["lists"] == ["best OF"]
    assert "best OF" in pair("show", link).stdout
    pair("preview", link)
    plan = pair.told("plan", link)
    assert [(each["action"], each["list_name"]) for each in plan["writes"]] == [("enlist", "Best of")]
    assert plan["writes"][0]["value"] == {"lists": ["Best of"]}
    assert "enlist Best of" in pair("plan", link).stdout
    assert pair.told("plan", link, "--list", "BEST of")["total"] == 1
    assert pair.told("plan", link, "--list", "Private")["total"] == 0
    pair("apply", link)
    exported = json.loads(pair("export", "Other").stdout)["records"]
    assert [each["lists"] for each in exported] == [["Best of"]]
    assert "Best of, Private" in pair("records", "One").stdout
    (said,) = pair.told("records", "One")["items"]
    assert said["lists"] == {"lists": ["Best of", "Private"]}
    assert pair.told("set", link, "--list", "")["lists"] is None
