"""Texts: complete in both languages, true to the engine, and in the files where Home Assistant looks for them."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from custom_components.syncopate import const
from custom_components.syncopate.client.jobs import ScanMode
from custom_components.syncopate.client.models import (
    Action,
    Caution,
    FoundKind,
    ItemStatus,
    JobName,
    WatchCounts,
)
from custom_components.syncopate.services import NOT_ALONE

ROOT = Path(__file__).parents[2]
COMPONENT = ROOT / "custom_components" / "syncopate"
ENGINE = ROOT / "addon" / "syncopate"


def texts(language: str) -> dict[str, Any]:
    return json.loads((COMPONENT / "translations" / f"{language}.json").read_text(encoding="utf-8"))


def flat(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}.{name}")
        else:
            yield f"{path}.{name}", value


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def class_constants(path: Path, name: str) -> set[str]:
    """Return the string values that classes of a module give a class attribute of this name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        for one, value in zip(names, values, strict=False):
            if isinstance(one, ast.Name) and one.id == name and isinstance(value, ast.Constant):
                found.add(value.value)
    return found


def members(path: Path, enum: str) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == enum)
    return {
        node.value.value
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }


def test_languages_have_the_same_texts() -> None:
    english, german = dict(flat(texts("en"))), dict(flat(texts("de")))
    assert english.keys() == german.keys()
    assert {key for key in english if placeholders(english[key]) != placeholders(german[key])} == set()
    assert not [
        key for key, text in (english | german).items() if not text.strip() or "http" in text.split("(")[0]
    ]


def test_every_error_of_the_engine_has_a_text() -> None:
    keys = class_constants(ENGINE / "errors.py", "key")
    assert "internal_error" in keys
    assert keys == const.ENGINE_ERRORS
    for language in ("en", "de"):
        exceptions = texts(language)["exceptions"]
        assert keys <= exceptions.keys()
        assert all(placeholders(exceptions[key]["message"]) == {"detail"} for key in keys)


def test_every_error_raised_here_has_a_text() -> None:
    exceptions = set(texts("en")["exceptions"])
    raised: set[str] = set()
    for path in COMPONENT.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r'misuse\("(\w+)"', source))
    assert {
        "engine_error",
        "engine_unreachable",
        "engine_unreadable",
        "engine_too_old",
        "integration_too_old",
    } <= exceptions
    named = ("playlist", "library", "account", "member", "link")
    assert {f"{what}_{why}" for what in named for why in ("not_found", "ambiguous")} <= exceptions
    assert "provider_missing" in raised
    assert raised <= exceptions


def test_every_repair_has_a_text() -> None:
    settled_here = {const.LINK_HELD}
    issues = texts("en")["issues"]
    assert set(issues) == (
        const.PROBLEMS | {"problem", "engine_too_old", "integration_too_old"} | settled_here
    )
    assert {key for key, issue in issues.items() if "fix_flow" in issue} == settled_here
    overview = (ENGINE / "sync" / "watch" / "overview.py").read_text(encoding="utf-8")
    assert f'key="{const.LINK_HELD}"' in overview


def test_the_repair_has_a_text_for_each_way_it_goes() -> None:
    flow = texts("en")["issues"][const.LINK_HELD]["fix_flow"]
    source = (COMPONENT / "repairs.py").read_text(encoding="utf-8")
    assert set(flow["abort"]) == set(re.findall(r'reason="(\w+)"', source))
    assert set(flow["step"]["init"]["menu_options"]) == {"approve", "discard"}
    assert placeholders(flow["step"]["init"]["description"]) == {"reasons", "count", "writes"}


def test_what_links_say_has_texts() -> None:
    entities = texts("en")["entity"]
    held, last = (entities["sensor"][key]["state_attributes"] for key in ("link_held", "link_last_run"))
    activity = entities["event"]["link_activity"]["state_attributes"]
    assert list(held["reasons"]["state"]) == [each.value for each in Caution]
    for attributes in (last, activity):
        assert set(attributes["status"]["state"]) == {each.value for each in ItemStatus}
        assert attributes.keys() >= {each.name for each in fields(WatchCounts)}
    assert list(texts("en")["selector"]["link_action"]["options"]) == [each.value for each in Action]
    assert set(activity["event_type"]["state"]) == set(const.LINK_EVENT_TYPES) < set(const.EVENT_TYPES)


def test_every_stored_event_of_the_engine_is_known() -> None:
    stored = members(ENGINE / "domain" / "event.py", "EventType") - const.TRANSIENT
    assert set(const.EVENT_TYPES) == stored
    assert (
        set(texts("en")["entity"]["event"]["activity"]["state_attributes"]["event_type"]["state"]) == stored
    )
    assert stored >= const.RUN_ENDED


@pytest.mark.parametrize("job", [job.value for job in JobName if job not in NOT_ALONE])
def test_every_job_has_texts_and_icons(job: str) -> None:
    entities = texts("en")["entity"]
    icons = json.loads((COMPONENT / "icons.json").read_text(encoding="utf-8"))["entity"]
    for platform, key in (
        ("sensor", f"{job}_last_result"),
        ("sensor", f"{job}_next_run"),
        ("button", f"{job}_run"),
    ):
        assert key in entities[platform]
        assert key in icons[platform]
    assert job in texts("en")["selector"]["job"]["options"]


def test_actions_are_described_alike_everywhere() -> None:
    described = yaml.safe_load((COMPONENT / "services.yaml").read_text(encoding="utf-8"))
    named = texts("en")["services"]
    icons = json.loads((COMPONENT / "icons.json").read_text(encoding="utf-8"))["services"]
    assert described.keys() == named.keys() == icons.keys()
    for action, description in described.items():
        assert description["fields"].keys() == named[action]["fields"].keys()
    modes = [mode.value for mode in ScanMode]
    assert set(modes) == members(ENGINE / "domain" / "run.py", "ScanMode")
    for action in ("run_job", "scan_library"):
        assert described[action]["fields"]["mode"]["selector"]["select"]["options"] == modes
    assert list(texts("en")["selector"]["mode"]["options"]) == modes
    job = described["run_job"]["fields"]["job"]["selector"]["select"]["options"]
    assert job == [name.value for name in JobName if name not in NOT_ALONE]
    search = described["search"]["fields"]
    kinds = [kind.value for kind in FoundKind if kind is not FoundKind.UNKNOWN]
    assert search["kind"]["selector"]["select"]["options"] == kinds
    assert list(texts("en")["selector"]["search_kind"]["options"]) == kinds
    where = search["where"]["selector"]["select"]["options"]
    assert list(texts("en")["selector"]["search_where"]["options"]) == where


def test_every_quality_rule_is_settled() -> None:
    rules = yaml.safe_load((COMPONENT / "quality_scale.yaml").read_text(encoding="utf-8"))["rules"]
    assert len(rules) == 54
    for rule, state in rules.items():
        assert state == "done" or (state["status"] == "exempt" and state["comment"]), rule
