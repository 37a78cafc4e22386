"""The search of the library asks catalogues too, when it is wanted, and says who answered."""

import re
import sys
from collections.abc import AsyncIterator, Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fakes.deezer.server import Deezer
from fakes.serving import Fault
from syncopate.providers.manifest import RateLimit
from syncopate.web.catalogue_words import address
from wellformed import check

HOSTILE = '<b> Rain </b> & "co"'
LIMIT = RateLimit(requests=40, seconds=5.0)


@pytest.fixture
async def deezer(filled: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Deezer]:
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    async with Deezer() as fake:
        fake.music.add_album(HOSTILE, f"{HOSTILE} and More", [f"{HOSTILE} again"])
        filled.kit.endpoints.update({"api.deezer.com": fake.address, "*": "http://127.0.0.1:9"})
        yield fake
        await filled.kit.connections.close()


async def search(household: Any, query: str = "rain", **more: str) -> tuple[str, str]:
    async with household.client() as browser:
        answer = await browser.get("/library/search", params={"q": query, **more})
    assert answer.status_code == 200
    check(answer.text)
    return answer.text, unescape(answer.text).partition('id="catalogues"')[2]


async def test_nobody_is_asked_until_it_is_wanted(filled: Any, deezer: Deezer) -> None:
    _, part = await search(filled)
    assert "Ask the catalogues" in part
    form = re.search(r'<form class="filter ask" method="get" action="([^"]+)"', part)
    assert form
    assert form[1] == "../library/search#catalogues"
    assert '<input type="hidden" name="q" value="rain">' in part
    assert '<input type="hidden" name="catalogues" value="on">' in part
    assert '<option value="deezer">Deezer</option>' in part
    assert deezer.wire.journal == []
    _, nothing = await search(filled, "", catalogues="on")
    assert (nothing, deezer.wire.journal) == ("", [])


async def test_what_was_found_is_shown_and_can_be_mirrored(filled: Any, deezer: Deezer) -> None:
    raw, part = await search(filled, catalogues="on")
    assert ">Deezer</span>" in part
    for title in ("Artists", "Albums", "Tracks"):
        assert f"<h3>{title}</h3>" in part
    assert f"{HOSTILE} and More" in part
    assert "<b> Rain" not in raw
    album = next(iter(deezer.music.albums.values()))
    add = re.search(r'href="\.\./playlists/add\?link=([^"]+)"', part)
    assert add
    assert add[1] == f"https%3A%2F%2Fwww.deezer.com%2Falbum%2F{album.id}"
    assert part.count("playlists/add?link=") == 1, "artists and tracks are not mirrored"
    assert 'rel="noreferrer noopener" target="_blank"' in part


async def test_nothing_is_there(filled: Any, deezer: Deezer) -> None:
    _, part = await search(filled, "zzzzqqq", catalogues="on")
    assert "Deezer has nothing with these words." in part


async def test_one_can_be_chosen_and_where_it_has_nothing_the_next_is_offered(
    filled: Any, deezer: Deezer, catalogue_order: Callable[..., None]
) -> None:
    catalogue_order("deezer", "musicbrainz")
    _, part = await search(filled, "zzzzqqq", catalogues="on", catalogue="deezer")
    assert '<option value="deezer" selected>Deezer</option>' in part
    assert "Deezer has nothing with these words." in part
    offered = re.search(r'href="([^"]+)#catalogues"[^>]*>.*?Ask MusicBrainz</a>', part)
    assert offered
    assert offered[1] == "../library/search?q=zzzzqqq&catalogues=on&catalogue=musicbrainz"
    asked = len(deezer.wire.journal)
    _, other = await search(filled, "zzzzqqq", catalogues="on", catalogue="musicbrainz")
    assert len(deezer.wire.journal) == asked, "the one that was chosen is asked alone"
    assert 'class="note warn"' in other
    assert "Ask MusicBrainz</a>" not in other


async def test_a_catalogue_that_there_is_not_is_no_choice(filled: Any, deezer: Deezer) -> None:
    _, part = await search(filled, catalogues="on", catalogue="<nobody>")
    assert ">Deezer</span>" in part
    assert "nobody" not in part


async def test_who_rests_is_told_and_who_stands_in_is_asked(
    filled: Any, deezer: Deezer, catalogue_order: Callable[..., None]
) -> None:
    catalogue_order("musicbrainz", "deezer")
    filled.kit.connections.paces.of("musicbrainz", LIMIT, "MusicBrainz").hold(3600)
    _, part = await search(filled, catalogues="on")
    assert "MusicBrainz has to rest, and is asked again by itself" in part
    assert ">Deezer</span>" in part
    assert f"{HOSTILE} and More" in part


async def test_where_nobody_answers_it_says_why(
    filled: Any, deezer: Deezer, catalogue_order: Callable[..., None]
) -> None:
    catalogue_order("deezer")
    deezer.wire.fail(Fault.TOO_MANY, retry_after="3600", times=1)
    _, part = await search(filled, catalogues="on")
    assert 'class="note warn"' in part
    assert "Mirror it" not in part
    assert "nothing with these words" not in part, "not known is not empty"


async def test_who_answers_in_part_says_so(filled: Any, deezer: Deezer) -> None:
    deezer.wire.fail(Fault.FORBIDDEN, "/search/album")
    _, part = await search(filled, catalogues="on")
    assert "<h3>Tracks</h3>" in part
    assert "<h3>Albums</h3>" not in part
    assert 'class="note warn"' in part


@pytest.mark.parametrize("bad", [None, "", "javascript:alert(1)", "data:text/html,x", "//evil", "/x"])
def test_what_no_browser_may_open_is_no_link(bad: str | None) -> None:
    assert address(bad) is None
    assert address("https://www.deezer.com/album/1") == "https://www.deezer.com/album/1"
