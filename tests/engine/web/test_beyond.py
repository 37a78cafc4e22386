"""A page beyond the last one is the last one."""

import re
from typing import Any

import pytest
from syncopate.domain.match import Ruling
from syncopate.domain.media import IndexedTrack, Track
from syncopate.store import tracks
from syncopate.store.database import Connection
from syncopate.sync.decisions import Signer, decide
from syncopate.sync.shelving import shelve
from syncopate.web.pages import (
    browsing as browsing_page,
    decisions as decisions_page,
    log as log_page,
    playlists as playlists_page,
    shelf as shelf_page,
)


@pytest.mark.parametrize(
    "address",
    [
        "/playlists",
        "/playlists?kind=playlist",
        "/log",
        "/library/genres",
        "/library/tracks",
        "/library/albums",
        "/library/artists",
        "/decisions",
    ],
)
async def test_beyond_the_last_page_of_a_short_list_is_all_of_it(
    filled: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(connection: Connection) -> None:
        rows = [
            IndexedTrack(track=Track(key=f"{at}", title=f"Song {at}", genres=(f"Genre {at}",)))
            for at in range(4)
        ]
        tracks.upsert(connection, filled.ids["library"], rows, filled.clock[0])
        tracks.bump(connection, filled.ids["library"])

    await filled.kit.database.write(fill)
    await shelve(filled.kit, filled.ids["library"])
    for position in range(4):
        await decide(
            filled.kit,
            filled.ids["first"],
            position,
            ruling=Ruling.NEVER,
            track_key=None,
            by=Signer(name="Ana"),
        )
    for page in (playlists_page, log_page, decisions_page, browsing_page, shelf_page):
        monkeypatch.setattr(page, "PAGE", 2)
    monkeypatch.setattr(browsing_page, "_GENRES_PAGE", 2)
    async with filled.client() as client:
        sign = "&" if "?" in address else "?"
        last, beyond = [
            # Tokens of forms are made anew, and forms lead back to the address that was asked for.
            re.sub(r' value="[^"]*"', "", (await client.get(f"{address}{sign}page={number}")).text)
            for number in (98, 99)
        ]
    assert re.search(r">\d+–(\d+) of \1<", last), "the last ones are shown"
    assert beyond == last
