"""The contract between engine and integration is what the engine does, and the integration's models follow it."""

import ast
import json
import re
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "addon" / "openapi.json"
MODELS = ROOT / "custom_components" / "syncopate" / "client" / "models"
GENERATOR = ROOT / "scripts" / "generate-client"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """Return the contract as it is committed."""
    found: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return found


def operations(contract: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in contract["paths"].values() for operation in path.values()]


def test_the_committed_contract_is_current() -> None:
    app = pytest.importorskip("syncopate.api.app", reason="runs in the engine's environment")
    current = json.dumps(app.openapi_document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert CONTRACT.read_text(encoding="utf-8") == current, (
        "run: python -m syncopate openapi --output addon/openapi.json"
    )


def test_the_models_are_current() -> None:
    if not (ROOT / ".venv" / "bin" / "datamodel-codegen").exists():
        pytest.skip("the tools' environment is not set up: scripts/setup")
    done = subprocess.run([GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_model_that_is_changed_missing_or_left_behind_is_stale(tmp_path: Path) -> None:
    generator = runpy.run_path(str(ROOT / "scripts" / "generate_client.py"))
    files = {"runs.py": "RUNS = 1\n", "jobs.py": "JOBS = 1\n", "events.py": "EVENTS = 1\n"}
    generator["write"](tmp_path / "models", files)
    assert generator["differing"](tmp_path / "models", files) == []
    (tmp_path / "models" / "runs.py").write_text("RUNS = 2\n")
    (tmp_path / "models" / "jobs.py").unlink()
    (tmp_path / "models" / "gone.py").write_text("GONE = 1\n")
    assert generator["differing"](tmp_path / "models", files) == ["gone.py", "jobs.py", "runs.py"]
    generator["write"](tmp_path / "models", files)
    assert {path.name: path.read_text() for path in (tmp_path / "models").iterdir()} == files


def test_operation_names_are_unique_snake_case(contract: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(contract)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)


def test_every_problem_is_problem_json(contract: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operation in operations(contract):
        for status, answer in operation["responses"].items():
            if status >= "400" and operation["operationId"] != "read_health":
                assert answer["content"] == problem, (operation["operationId"], status)


def test_every_reference_leads_somewhere(contract: dict[str, Any]) -> None:
    wanted = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(contract)))
    assert wanted <= contract["components"]["schemas"].keys()


def test_frames_of_the_stream_are_part_of_it(contract: dict[str, Any]) -> None:
    assert {"StreamHello", "StreamEvent"} <= contract["components"]["schemas"].keys()


def test_every_enumeration_of_the_models_takes_what_a_newer_engine_says() -> None:
    enums = [
        node
        for path in MODELS.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases)
    ]
    assert enums
    for enum in enums:
        values = [
            item.value.value
            for item in enum.body
            if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
        ]
        methods = [item.name for item in enum.body if isinstance(item, ast.FunctionDef)]
        assert "unknown" in values, enum.name
        assert methods == ["_missing_"], enum.name
