"""The help: every command, every option, its default."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from syncopate.command.parser import parser

if TYPE_CHECKING:
    from conftest import Shell

COMMANDS = ("run", "sync", "plan", "scan", "missing", "keys", "migrate", "doctor", "openapi")


def _below(
    found: argparse.ArgumentParser, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    yield words, found
    for action in found._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from _below(inner, (*words, name))


def test_every_option_is_listed_with_its_default() -> None:
    seen = set()
    for words, command in _below(parser(), ()):
        text = " ".join(command.format_help().split())
        seen.add(" ".join(words))
        for action in command._actions:
            if isinstance(action, argparse._SubParsersAction):
                continue
            assert action.help, f"{words} {action.dest} has no help"
            for option in action.option_strings:
                assert option in text
            given = action.default
            if given and given != argparse.SUPPRESS:
                assert f"(default: {given})" in text, f"{words} {action.dest}"
    assert set(COMMANDS) <= seen
    assert {"keys create", "keys list", "keys revoke"} <= seen


@pytest.mark.parametrize("words", [(), ("sync",), ("keys",), ("keys", "create")])
def test_help_as_typed(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell(*words, "--help")
    assert done.returncode == 0
    assert "usage: syncopate" in done.stdout
    assert not shell.data.exists()


def test_json_before_and_after_the_action() -> None:
    command = parser()
    assert command.parse_args(["keys", "--json", "list"]).json is True
    assert command.parse_args(["keys", "list", "--json"]).json is True
    assert command.parse_args(["keys", "list"]).json is False


def test_help_keeps_its_capitals() -> None:
    described = {" ".join(words): command.description or "" for words, command in _below(parser(), ())}
    assert described["keys"] == "Create, list and revoke API keys."
    assert described["run"].startswith("Serve pages, API and MQTT")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("keys", "create", "x", "--per-minute", "0"), "0 is not from 1 to 6000"),
        (("keys", "create", "x", "--per-minute", "6001"), "6001 is not from 1 to 6000"),
        (("keys", "create", "x", "--per-minute", "many"), "'many' is not a whole number from 1 to 6000"),
        (("keys", "create", "x", "--days", "0"), "0 is not from 1 to 36500"),
        (("keys", "create", "x", "--days", "-3"), "'-3' is not a whole number from 1 to 36500"),
        (("keys", "create", "x", "--days", "99999999999999999999"), "is not a whole number from 1 to 36500"),
        (("missing", "--csv", "--json"), "not allowed with argument"),
    ],
)
def test_what_no_command_takes(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(words)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


def test_what_is_no_command(shell: Shell) -> None:
    done = shell.apart("dance")
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("1:02:03", 3723), ("62:03", 3723), ("3723", 3723), ("0", 0), ("0:59", 59), (" 10:00 ", 600)],
)
def test_positions_as_typed(typed: str, seconds: int) -> None:
    assert parser().parse_args(["watch", "position", "7", typed]).position == seconds


@pytest.mark.parametrize("typed", ["", "1:60", "1:60:00", "1:2:3:4", "ten", "-5", "1.5", "٣"])
def test_what_is_no_position(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["watch", "position", "7", typed])
    assert "position" in capsys.readouterr().err


def test_what_the_old_tool_could_is_told_with_its_defaults(shell: Shell) -> None:
    """Row 296."""
    told = " ".join(shell("watch", "sync", "--help").stdout.split())
    for text in ("--ignore-first", "(default: 60)", "--confirm", "--dry-run", "--media", "or all"):
        assert text in told
    paths = " ".join(shell("watch", "section", "add", "--help").stdout.split())
    assert "when left out" in paths
