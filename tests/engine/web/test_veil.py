"""The secret in forms: readable by us alone, and never written the same way twice."""

import re
from typing import Any

import pytest
from hypothesis import given, strategies as st
from syncopate.web.veil import unveiled, veiled


@given(st.text())
def test_what_is_veiled_comes_back(secret: str) -> None:
    assert unveiled(veiled(secret)) == secret


def test_it_looks_different_each_time() -> None:
    written = {veiled("the same secret") for _ in range(50)}
    assert len(written) == 50
    assert not any("the same" in text for text in written)


@pytest.mark.parametrize("text", [None, 7, "", "x", "ä", "AAA", "%%%%", "gICA", "gIAA"])
def test_what_is_no_secret_is_none(text: object) -> None:
    assert unveiled(text) == ""


async def test_pages_are_packed_and_their_secret_differs(filled: Any) -> None:
    async with filled.client() as browser:
        answers = [await browser.get("/playlists") for _ in range(2)]
        assert [answer.headers["content-encoding"] for answer in answers] == ["gzip", "gzip"]
        tokens = [set(re.findall(r'name="csrf" value="([^"]+)"', answer.text)) for answer in answers]
        assert len(tokens[0]) == len(tokens[1]) == 1
        assert tokens[0] != tokens[1]
        for token in (*tokens[0], *tokens[1]):
            sent = await browser.post("/jobs/main_sync/run", data={"csrf": token, "back": "/playlists"})
            assert sent.status_code == 200
