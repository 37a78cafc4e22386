"""Contracts of other services, which lie next to the repository, and a fake's traffic held to them."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
from contract.openapi_contract import Contract
from fakes.serving import Asked

ROOT = Path(__file__).resolve().parents[2]


def _folder() -> Path:
    named = os.environ.get("SYNCOPATE_SHARED_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


def _present(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"{path.name} is not here: {path} (SYNCOPATE_SHARED_DATA names another folder)")
    return path


def contract_path(name: str) -> Path:
    """Return the file or folder of a contract; skips the test where it is absent."""
    return _present(_folder() / "contracts" / name)


def recorded_path(name: str) -> Path:
    """Return the file or folder of recorded answers; skips the test where it is absent."""
    return _present(_folder() / "recorded" / name)


def problems_of(
    contract: Contract,
    journal: Sequence[Asked],
    *,
    accepted: Mapping[str, str] = {},
    all_occur: bool = False,
) -> list[str]:
    """Return what a fake was asked and answered against its contract, each once.

    `accepted` maps a part of problems to the reason why they are right so; with `all_occur`, one that no
    problem contains is a problem itself.
    """
    found = list(dict.fromkeys(problem for asked in journal for problem in _problems(contract, asked)))
    left = [problem for problem in found if not any(part in problem for part in accepted)]
    if all_occur:
        left += [
            f"accepted ({reason}), but it never occurs: {part}"
            for part, reason in accepted.items()
            if not any(part in problem for problem in found)
        ]
    return left


def _problems(contract: Contract, asked: Asked) -> list[str]:
    called = f"{asked.method} {asked.path}"
    kind = next((value for name, value in asked.headers.items() if name.casefold() == "content-type"), "")
    found = [
        f"{called}: {problem}"
        for problem in contract.request(asked.method, asked.path, asked.query, asked.body, kind)
    ]
    if asked.status is None:
        return found
    path = f"{asked.path}?{urlencode(asked.query)}" if asked.query else asked.path
    answered = contract.answer(asked.method, path, asked.status, asked.answer, asked.answer_type)
    # That a path or method is not described was said of the request.
    return found + [
        f"{called} answered {asked.status}: {problem}"
        for problem in answered
        if f"{called}: {problem}" not in found
    ]
