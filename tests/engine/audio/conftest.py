"""The demo library's files, made once."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

_SCRIPT = Path(__file__).parents[3] / "scripts" / "demo_library.py"


@pytest.fixture(autouse=True)
def _tools(request: pytest.FixtureRequest) -> None:
    """Skip a test whose tool is not installed, or fail where SYNCOPATE_REQUIRE names it."""
    for mark in request.node.iter_markers("tool"):
        (name,) = mark.args
        if shutil.which(name) is None:
            reason = f"{name} is not installed"
            if name in os.environ.get("SYNCOPATE_REQUIRE", "").split(","):
                pytest.fail(reason)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def demo() -> ModuleType:
    """Return the module that makes the demo library."""
    spec = importlib.util.spec_from_file_location("demo_library", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def demo_files(demo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo library; read only, copy what you change."""
    folder = tmp_path_factory.mktemp("demo")
    demo.make_library(folder)
    return folder
