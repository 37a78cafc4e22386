"""A new file for a playlist that was made of an uploaded one, on its page."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from syncopate.store import mirrors, targets
from syncopate.sync.mirrors import NewMirror, add_mirror
from syncopate.sync.preview import preview_plan

NEW = b"Title,Artist\nRoads,Portishead\nTeardrop,Massive Attack\n"


async def _send(household: Any, mirror_id: str, file: tuple[str, bytes], back: str = "") -> Any:
    async with household.client() as browser:
        page = await browser.get(f"/playlists/{mirror_id}")
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        data = {"csrf": csrf[1], "part": "file", "back": back or f"/playlists/{mirror_id}"}
        return await browser.post(f"/playlists/{mirror_id}/file", data=data, files={"file": file})


async def test_the_next_plan_is_of_the_new_file(filled: Any) -> None:
    mirror_id = filled.ids["first"]
    before = await filled.kit.database.read(mirrors.get, mirror_id)
    [target] = await filled.kit.database.read(targets.of_mirror, mirror_id)
    async with filled.client() as browser:
        page = (await browser.get(f"/playlists/{mirror_id}")).text
    assert f'action="../playlists/{mirror_id}/file" enctype="multipart/form-data"' in page
    answer = await _send(filled, mirror_id, ("Another.csv", NEW))
    assert answer.status_code == 200
    assert "The new file is kept; the next sync reads it." in answer.text
    plan = await preview_plan(filled.kit, mirror_id)
    assert plan.counts.matched == 2
    after = await filled.kit.database.read(mirrors.get, mirror_id)
    assert (after.name, after.label, after.entry_count) == (before.name, before.label, 2)
    assert [one.id for one in await filled.kit.database.read(targets.of_mirror, mirror_id)] == [target.id]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("Another.csv", b"Title,Artist\n"), "Another has headings, but no track below them."),
        (("Another.csv", b""), "Choose a file that holds something."),
        (("Another.csv", b"a,b,c\n1,2,3\n"), "No column of Another.csv is known to hold titles"),
    ],
)
async def test_what_cannot_be_read_is_said_where_it_was_sent(
    filled: Any, file: tuple[str, bytes], said: str
) -> None:
    mirror_id = filled.ids["first"]
    before = await filled.kit.database.read(mirrors.get, mirror_id)
    answer = await _send(filled, mirror_id, file, f"/playlists/{mirror_id}?show=missing")
    text = unescape(answer.text)
    assert answer.status_code == 422
    assert text.count('role="alert"') == 1
    assert said in text
    # The page is as it was, with what it was filtered by.
    assert re.search(r'show=missing" aria-current="true"', text)
    assert await filled.kit.database.read(mirrors.get, mirror_id) == before


async def test_only_for_uploads_and_those_who_may(filled: Any, tmp_path: Path) -> None:
    lists = tmp_path / "list.csv"
    lists.write_bytes(NEW)
    elsewhere = await add_mirror(filled.kit, NewMirror(reference=str(lists), local=True))
    async with filled.client() as browser:
        assert "Replace the file" not in (await browser.get(f"/playlists/{elsewhere.id}")).text
        # The address stays in the browser with a form that was not taken.
        again = await browser.get(f"/playlists/{filled.ids['first']}/file")
        assert str(again.url).endswith(f"/playlists/{filled.ids['first']}")
        assert "Replace the file" in again.text
        refused = await browser.post(f"/playlists/{filled.ids['first']}/file", files={"file": ("a.csv", NEW)})
        assert refused.status_code == 403
