"""The commands about accounts, libraries and members, as typed, with servers that speak as the real ones do."""

import asyncio
import fcntl
import json
import os
import re
import sys
import termios
from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import pytest
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import User
from fakes.opensubsonic.server import PASSWORD as SESAME, OpenSubsonic

if TYPE_CHECKING:
    from conftest import Done, Shell

PASSWORD = "open sesame"


class Server:
    """A Jellyfin with two libraries and two users; commands run beside it."""

    def __init__(self, shell: Shell, fake: JellyfinFake, anna: User) -> None:
        self.shell = shell
        self.fake = fake
        self.anna = anna

    async def run(self, *words: str, **more: str) -> Done:
        return await asyncio.to_thread(self.shell, *words, **more)

    async def told(self, *words: str, rc: int = 0) -> Any:
        return await asyncio.to_thread(self.shell.document, *words, rc=rc)

    async def log_in(self, *more: str) -> Any:
        words = ("accounts", "login", "jellyfin", "--method", "password", *more)
        answers = (f"url={self.fake.address}", "username=Anna", f"password={PASSWORD}")
        return await self.told(*words, *(part for each in answers for part in ("--answer", each)))


@pytest.fixture
async def server(migrated: Shell) -> AsyncIterator[Server]:
    fake = JellyfinFake(name="Living Room")
    fake.fill(fake.add_library("Music", "/media/music"), 12)
    fake.add_library("Audio Plays", "/media/plays")
    anna = fake.add_user("Anna", PASSWORD, admin=True)
    fake.add_user("Kim")
    async with fake:
        yield Server(migrated, fake, anna)


async def test_from_a_login_to_a_library(server: Server) -> None:
    account = await server.log_in("--name", "Loft")
    assert (account["name"], account["provider"], account["health_ok"]) == ("Loft", "jellyfin", True)
    assert "token" not in account["settings"]
    listed = await server.told("accounts", "list")
    assert [(one["id"], one["libraries"]) for one in listed] == [(account["id"], [])]
    parts = await server.told("accounts", "sections", "Loft")
    assert [(part["name"], part["tracks"], part["folders"], part["library_id"]) for part in parts] == [
        ("Audio Plays", 0, ["/media/plays"], None),
        ("Music", 12, ["/media/music"], None),
    ]
    several = await server.run("libraries", "add", "Loft")
    assert several.returncode == 2
    assert "There are several parts, name one: Audio Plays" in several.stderr
    [library] = await server.told("libraries", "add", "Loft", "Music")
    assert (library["name"], library["section"]) == ("Music", parts[1]["key"])
    again = await server.run("libraries", "add", "Loft", "Music")
    assert (again.returncode, again.stdout) == (0, "That is there already.\n")
    read = await server.told("scan", "Music", "--mode", "deep")
    assert read["libraries"][0]["tracks"] == 12
    assert [one for one in server.fake.wire.journal if one.method == "POST" and "Refresh" in one.path]
    refreshed = await server.told("libraries", "refresh", "Music")
    assert refreshed == {"library_id": library["id"], "folder": None}
    shown = await server.run("libraries", "list")
    assert re.search(r"Music\W+Loft\W+12\W", shown.stdout)
    # As the clocks of the household show it.
    [known] = await server.told("libraries", "list")
    at = datetime.fromisoformat(known["last_scan_at"]).astimezone(ZoneInfo("Asia/Kolkata"))
    there = await server.run("libraries", "list", TZ="Asia/Kolkata")
    assert f" {at:%Y-%m-%d %H:%M} " in there.stdout
    kept = await server.run("accounts", "remove", "Loft")
    assert kept.returncode == 2
    assert "Music would be forgotten with Loft: say --yes." in kept.stderr
    removed = await server.told("accounts", "remove", "Loft", "--yes")
    assert removed == {"removed": account["id"], "libraries": [library["id"]]}
    assert await server.told("libraries", "list") == []
    for done in (several, again, shown, kept):
        assert PASSWORD not in done.stdout + done.stderr


async def test_trying_an_account(server: Server) -> None:
    await server.log_in("--name", "Loft")
    good = await server.run("accounts", "test", "Loft")
    assert (good.returncode, good.stdout) == (0, "Loft works.\n")
    server.fake.access.users.remove(server.anna)
    bad = await server.told("accounts", "test", "Loft", rc=1)
    assert bad["ok"] is False
    listed = await server.run("accounts", "list")
    assert "works" not in listed.stdout
    assert (await server.run("accounts", "test", "Attic")).returncode == 2


async def test_what_is_needed_and_not_given_is_named(server: Server) -> None:
    done = await server.run("accounts", "login", "jellyfin", "--method", "password")
    assert (done.returncode, done.stdout) == (2, "")
    assert "give it as --answer url=…" in done.stderr
    other = await server.run("accounts", "login", "jellyfin", "--method", "magic")
    assert "quick_connect, password, key" in other.stderr
    nobody = await server.run("accounts", "login", "nobody")
    assert "[not_found]" in nobody.stderr
    files = await server.run("accounts", "login", "playlist_file")
    assert "[not_configured]" in files.stderr
    wrong = await server.run("accounts", "login", "jellyfin", "--answer", "url")
    assert "is not name=value" in wrong.stderr


async def test_a_question_without_a_terminal_names_what_can_be_answered(server: Server) -> None:
    key = server.fake.new_key("Syncopate")
    words = ("accounts", "login", "jellyfin", "--method", "key", "--answer", f"url={server.fake.address}")
    asked = await server.run(*words, "--answer", f"key={key}")
    assert asked.returncode == 2
    assert f"--answer user_id=…, one of {server.anna.id} (Anna)" in asked.stderr
    told = await server.told(*words, "--answer", f"key={key}", "--answer", f"user_id={server.anna.id}")
    assert told["settings"]["user_id"] == server.anna.id
    assert key not in json.dumps(told)


async def test_confirming_elsewhere(server: Server) -> None:
    words = ("accounts", "login", "jellyfin", "--json", "--answer", f"url={server.fake.address}")
    process = await asyncio.to_thread(server.shell.start, *words)
    try:
        assert process.stderr is not None
        lines: list[str] = []
        while not lines or "Waiting" not in lines[-1]:
            line = await asyncio.to_thread(process.stderr.readline)
            assert line, lines
            lines.append(line)
        assert any(f"Open {server.fake.address}/web/" in line for line in lines)
        code = re.search(r"Enter the code (\d+) there", "".join(lines))
        assert code
        server.fake.approve(code[1], server.anna)
        out, error = await asyncio.to_thread(process.communicate, timeout=60)
        assert process.returncode == 0, error
        assert json.loads(out)["name"] == "Living Room"
    finally:
        process.kill()
        process.wait()


async def test_a_terminal_asks(server: Server) -> None:
    ours, theirs = os.openpty()
    words = ("accounts", "login", "jellyfin", "--method", "key", "--json")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "syncopate", *words),
        env=server.shell.environment,
        stdin=theirs,
        stderr=theirs,
        stdout=asyncio.subprocess.PIPE,
        # A terminal of its own: passwords are asked for there, wherever the input comes from.
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
    )
    os.close(theirs)
    try:
        seen = ""
        for prompt, typed in (
            ("Address: ", server.fake.address),
            ("Key: ", server.fake.new_key("Syncopate")),
            ("User: ", "2"),
        ):
            while prompt not in seen:
                seen += (await asyncio.to_thread(os.read, ours, 4096)).decode()
            assert "1  Anna" in seen or prompt != "User: "
            seen = ""
            os.write(ours, f"{typed}\n".encode())
        out, _ = await asyncio.wait_for(process.communicate(), 60)
        kim = next(user for user in server.fake.access.users if user.name == "Kim")
        assert json.loads(out)["settings"]["user_id"] == kim.id
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(ours)


async def test_logging_in_again_keeps_the_account(server: Server) -> None:
    first = await server.log_in()
    again = await server.told(
        *("accounts", "login", "Living Room", "--method", "password"),
        *("--answer", f"url={server.fake.address}", "--answer", "username=Anna"),
        *("--answer", f"password={PASSWORD}"),
    )
    assert again["id"] == first["id"]


async def test_an_account_by_its_settings(server: Server) -> None:
    bad = await server.run("accounts", "add", "subsonic", "--set", "url=nothing", "--name", "Attic")
    assert bad.returncode == 2
    assert "begins with http:// or https://" in bad.stderr
    down = await server.told(
        *("accounts", "add", "subsonic", "--name", "Attic", "--set", "url=http://127.0.0.1:9"),
        *("--set", "user=anna", "--set", f"password={PASSWORD}"),
        rc=1,
    )
    assert (down["name"], down["health_ok"]) == ("Attic", False)
    assert PASSWORD not in json.dumps(down)


async def test_what_is_to_be_known_of_an_account_that_works_is_told(server: Server) -> None:
    music = OpenSubsonic()
    music.add_user("anna")
    async with music:
        settings = (f"url={music.address}", "user=anna", f"password={SESAME}", "password_as=itself")
        words = ("accounts", "add", "subsonic", "--name", "Attic")
        added = await server.run(*words, *(part for each in settings for part in ("--set", each)))
        tried = await server.run("accounts", "test", "Attic")
    listed = await server.run("accounts", "list")
    assert (added.returncode, tried.returncode) == (0, 0)
    assert tried.stdout.startswith("Attic works. The server takes no tokens, so the password itself goes")
    for done in (added, tried):
        assert done.stdout.endswith("and without https others may read it.\n")
    assert "works: The server takes" in listed.stdout


async def test_members(server: Server) -> None:
    await server.log_in("--name", "Loft")
    anna = await server.told("members", "add", "Anna")
    assert (await server.run("members", "add", "Anna")).returncode == 2
    users = await server.told("accounts", "users", "Loft")
    assert [(user["name"], user["admin"]) for user in users] == [("Anna", True), ("Kim", False)]
    kim = await server.told("members", "set", "Anna", "Loft", "Kim")
    assert [user["user_name"] for user in kim["users"]] == ["Kim"]
    nobody = await server.run("members", "set", "Anna", "Loft", "Otto")
    assert "this account can act for" in nobody.stderr
    assert "Kim on Loft" in (await server.run("members", "list")).stdout
    host = server.fake.address.removeprefix("http://")
    assert re.search(rf"Loft\W+jellyfin\W+{host}\W+works", (await server.run("accounts", "list")).stdout)
    await server.told("members", "set", "Anna", "Loft", "Anna")
    assert re.search(rf"Loft\W+jellyfin\W+Anna\W+{host}\W", (await server.run("accounts", "list")).stdout)
    assert (await server.told("members", "clear", "Anna", "Loft"))["users"] == []
    renamed = await server.told("members", "rename", "Anna", "Anne")
    assert (renamed["id"], renamed["name"]) == (anna["id"], "Anne")
    assert await server.told("members", "remove", "Anne") == {"removed": anna["id"]}
    assert await server.told("members", "list") == []


def test_a_library_is_removed_when_that_is_said(migrated: Shell) -> None:
    migrated.fill()
    migrated("libraries", "add", "--folder", "music", "--name", "Records")
    kept = migrated("libraries", "remove", "Records")
    assert (kept.returncode, kept.stdout) == (2, "")
    assert "Records is forgotten with its index" in kept.stderr
    assert "say --yes. [invalid_input]" in kept.stderr
    assert migrated("libraries", "remove", "Attic", "--yes").returncode == 2
    [library] = cast("list[dict[str, str]]", migrated.document("libraries", "list"))
    assert migrated.document("libraries", "remove", "Records", "--yes") == {"removed": library["id"]}
    assert migrated.document("libraries", "list") == []
    assert migrated.document("accounts", "list") == [], "the folder's account goes with its only library"
    assert (migrated.music / "Holt" / "Amber Lanterns.flac").exists()


def test_a_terminal_is_asked_before_a_library_goes(migrated: Shell) -> None:
    migrated.fill()
    migrated("libraries", "add", "--folder", "music", "--name", "Records")
    for typed, rc, said in (("n\n", 1, "It stays."), ("\n", 1, "It stays."), ("y\n", 0, "")):
        done = migrated.at_a_terminal(typed, "libraries", "remove", "Records")
        assert done.returncode == rc, done.stderr
        assert "Do it? [y/N]" in done.stderr
        assert said in done.stderr
        assert done.stdout == ("Records is removed.\n" if rc == 0 else "")
    assert migrated.document("libraries", "list") == []


def test_a_folder_is_added(migrated: Shell) -> None:
    migrated.fill()
    done = migrated("libraries", "add", "--folder", "music", "--name", "Records")
    assert done.returncode == 0, done.stderr
    assert "Added Records" in done.stdout
    assert migrated("libraries", "add").returncode == 2
