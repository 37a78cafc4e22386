"""The contract against the real application: whatever is sent, no 500 and no answer that is not declared."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
import stamina
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks
from syncopate.api.app import openapi_document

load_all_checks()
WANTED = CHECKS.get_by_names(
    [
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
SCHEMA = schemathesis.openapi.from_dict(openapi_document())
EXAMPLES = 20


@pytest.fixture(autouse=True, scope="module")
def at_once() -> Iterator[None]:
    """Ask services that are not there once: what is tried here are our answers."""
    with stamina.set_testing(True, attempts=1, cap=True):
        yield


@pytest.fixture(scope="module")
def known(served: Any) -> dict[str, str]:
    """Return ids that exist: they stand in for half of the made-up ones."""
    with httpx.Client(
        base_url=served.address, headers={"Authorization": f"Bearer {served.key}"}, timeout=30
    ) as client:
        library = client.post("/api/v1/libraries", json={"name": "Music", "folder": str(served.music)}).json()
        body = {"name": "Mine", "tracks": [{"title": "Hurt", "artists": ["Cash"]}]}
        playlist = client.post("/api/v1/playlists", json=body).json()
        run = client.post("/api/v1/jobs/clean_up/run").json()["run"]
    return {
        "library_id": library["id"],
        "account_id": library["account_id"],
        "playlist_id": playlist["id"],
        "run_id": run["id"],
    }


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_brings_a_500_or_an_undeclared_answer(
    case: schemathesis.Case, served: Any, known: dict[str, str]
) -> None:
    if case.method != "DELETE":
        for name, value in case.path_parameters.items():
            if name in known and len(str(value)) % 2:
                case.path_parameters[name] = known[name]
    # That a service does not answer is no fault of ours, and a 502 has to be declared as all answers have.
    answer = case.call_and_validate(
        base_url=served.address,
        headers={"Authorization": f"Bearer {served.key}"},
        checks=WANTED,
        timeout=30,
    )
    assert answer.status_code not in {500, 501, 503, 504}
