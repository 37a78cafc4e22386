"""Identified titles: what is not sure, not found and found, put right by hand, page by page."""

import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.errors import NotFound
from syncopate.store import entries, identities
from syncopate.store.identities import Identity
from syncopate.sync.keyring import KeyRing
from wellformed import check

HOSTILE = "<script>alert(1)</script> & \"x\" 'y'"


def track(key: str, title: str = "Roads", kind: IdKind = IdKind.DEEZER) -> Track:
    ids = frozenset({ExternalId(kind, key)})
    return Track(key=key, title=title, artists=("Portishead",), album="Dummy", ids=ids)


def known(identity: str, verdict: Verdict, **more: Any) -> Identity:
    values = {"catalogue": "deezer", "reason": "x", "label": f"Label of {identity}", **more}
    return Identity(identity=identity, verdict=verdict, **values)


class Desk:
    """The page in hands of somebody who may do everything."""

    def __init__(self, household: Any) -> None:
        self.household, self.kit, self.text = household, household.kit, ""

    async def put(self, *found: Identity) -> None:
        await self.kit.database.write(identities.put, found)

    async def stored(self, identity: str, catalogue: str = "deezer") -> Identity:
        return await self.kit.database.read(identities.get, identity, catalogue)

    async def page(self, path: str = "/identities", **headers: str) -> str:
        async with self.household.client(**headers) as browser:
            answer = await browser.get(path)
            assert answer.status_code == 200, answer.text
        self.text = answer.text
        check(answer.text)
        return unescape(answer.text)

    async def send(self, path: str, status: int = 200, **data: str) -> str:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert csrf
        async with self.household.client() as browser:
            form = {"csrf": csrf[1], "back": "/identities?show=review", "catalogue": "deezer", **data}
            answer = await browser.post(path, data=form)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)


@pytest.fixture
async def desk(filled: Any) -> Desk:
    """Return the page with one title of each kind."""
    desk = Desk(filled)
    at = filled.kit.now()
    await desk.put(
        known("text|a", Verdict.REVIEW, candidates=(track("11"), track("12", HOSTILE)), checked_at=at),
        known(" text|spaced ", Verdict.MISSING, label=HOSTILE, checked_at=at),
        known("text|c", Verdict.MATCH, found=track("13", "Glory Box"), checked_at=at),
        known("text|c", Verdict.MATCH, catalogue="musicbrainz", found=track("x"), checked_at=at),
    )
    return desk


async def test_nothing_is_there_as_yet(filled: Any) -> None:
    text = await Desk(filled).page()
    assert "Titles will be here" in text
    assert 'class="chips"' not in text


async def test_what_is_not_sure_comes_first_with_what_it_might_be(desk: Desk) -> None:
    text = await desk.page()
    assert re.search(r'show=review" aria-current="page">.*not sure 1</a>', text)
    assert "not found 1" in text
    assert "found 2" in text
    assert "Label of text|a" in text
    assert "Deezer" in text
    assert 'href="https://www.deezer.com/track/11"' in text
    assert text.count(">This is it</button>") == 2
    assert HOSTILE in text
    assert "<script>alert" not in desk.text
    assert "Label of text|c" not in text
    missing = await desk.page("/identities?show=missing")
    assert HOSTILE in missing
    assert "<script>alert" not in desk.text
    found = await desk.page("/identities?show=match&catalogue=musicbrainz")
    assert "MusicBrainz" in found
    assert "Glory Box" not in found
    assert "not sure 0" in found


async def test_what_was_offered_and_not_taken_is_not_called_nothing(desk: Desk) -> None:
    at = desk.kit.now()
    await desk.put(known("text|z", Verdict.MISSING, candidates=(track("21"),), checked_at=at))
    text = await desk.page("/identities?show=missing")
    assert text.count("Nothing there is like it.") == 1, "of the one without candidates"
    assert text.count("What was offered differs too much to be taken") == 1


async def test_it_is_put_right_by_hand(desk: Desk) -> None:
    await desk.page()
    said = await desk.send("/identities/decide", identity="text|a", key="12")
    assert "Noted. The next sync goes by it." in said
    now = await desk.stored("text|a")
    assert (now.verdict, now.by_hand) == (Verdict.MATCH, True)
    assert now.found
    assert now.found.key == "12"
    text = await desk.page("/identities?show=match")
    assert ">by hand<" in text
    assert "One of them you said yourself" in text
    # What was offered beside it can still be taken instead.
    assert "One other that was offered" in text


async def test_it_is_said_by_a_link(desk: Desk) -> None:
    await desk.page()
    refused = await desk.send(
        "/identities/decide", 422, identity="text|a", link="https://tidal.com/browse/track/9"
    )
    assert "That is no link of a track at Deezer." in refused
    said = await desk.send("/identities/decide", identity="text|a", link="https://www.deezer.com/track/12")
    assert "Noted. The next sync goes by it." in said
    now = await desk.stored("text|a")
    assert now.found is not None
    assert (now.found.key, now.by_hand) == ("12", True)


async def test_another_length_is_said(desk: Desk) -> None:
    at = desk.kit.now()
    await desk.put(
        known("text|l", Verdict.REVIEW, reason="other_length", candidates=(track("31"),), checked_at=at)
    )
    assert "agrees in all but its length" in await desk.page("/identities?show=review")


async def test_none_of_them_and_not_this(desk: Desk) -> None:
    await desk.page()
    await desk.send("/identities/decide", identity="text|a", key="")
    await desk.send("/identities/decide", identity="text|c", key="")
    assert {(await desk.stored(one)).verdict for one in ("text|a", "text|c")} == {Verdict.MISSING}
    text = await desk.page("/identities?show=missing")
    assert text.count("You said: none of these.") == 2
    assert "One that was offered" in text
    assert "2 that were offered" in text


async def test_what_is_forgotten_is_looked_for_anew(desk: Desk) -> None:
    await desk.page()
    said = await desk.send("/identities/forget", identity=" text|spaced ")
    assert "Forgotten. The next sync looks for it anew." in said
    with pytest.raises(NotFound):
        await desk.stored(" text|spaced ")
    assert "not found 0" in await desk.page()


@pytest.mark.parametrize(
    ("status", "data"),
    [
        (422, {"identity": "text|a", "key": "none of them"}),
        (422, {"identity": ""}),
        (404, {"identity": "text|nobody"}),
        (404, {"identity": "text|a", "catalogue": "nowhere"}),
    ],
)
async def test_what_is_not_there_cannot_be_said(desk: Desk, status: int, data: dict[str, str]) -> None:
    await desk.page()
    await desk.send("/identities/decide", status, **data)
    assert (await desk.stored("text|a")).verdict is Verdict.REVIEW


async def test_a_page_beyond_the_last_shows_the_last(desk: Desk) -> None:
    at = desk.kit.now()
    await desk.put(*(known(f"text|m{n:03}", Verdict.MISSING, checked_at=at) for n in range(90)))
    last = await desk.page("/identities?show=missing&page=77")
    assert "Label of text|m089" in last
    assert "91–91" in last
    assert "Label of text|m000" not in last
    assert "Label of text|m000" in await desk.page("/identities?show=missing&page=1")
    await desk.page("/identities?show=nonsense&page=-1")


async def test_it_is_one_step_below_review_and_playlists(desk: Desk) -> None:
    for path in ("/review", "/playlists"):
        assert re.search(r'href="\./identities"', await desk.page(path)), path
    assert re.search(r'href="\./review"', await desk.page("/identities"))


async def test_who_only_reads_is_offered_nothing(desk: Desk) -> None:
    key, _ = await KeyRing(desk.kit).create("reader", {"read"})
    async with desk.household.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key, "back": "/identities"})
        text = (await browser.get("/identities")).text
    assert "Label of text|a" in text
    assert "/identities/" not in text


async def test_evidence_tells_what_catalogues_know(desk: Desk) -> None:
    mirror_id = desk.household.ids["first"]
    stored = await desk.kit.database.read(entries.load, mirror_id)
    at = desk.kit.now()
    await desk.put(
        known(stored[6].identity, Verdict.MATCH, found=track("77", HOSTILE), by_hand=True, checked_at=at),
        known(
            stored[6].identity,
            Verdict.REVIEW,
            catalogue="musicbrainz",
            candidates=(track("11"), track("12")),
            checked_at=at,
        ),
    )
    text = await desk.page(f"/playlists/{mirror_id}?entry=6")
    panel = text.partition('id="panel"')[2].partition('<ol class="card rows entries')[0]
    assert "In catalogues" in panel
    assert "<b>Deezer</b>" in panel
    assert "by hand" in panel
    assert HOSTILE in panel
    assert "<script>alert" not in desk.text
    assert "<b>MusicBrainz</b>" in panel
    assert "2 might be it." in panel
    assert "identities?show=review&catalogue=musicbrainz" in panel
    assert "In catalogues" not in await desk.page(f"/playlists/{mirror_id}?entry=0")
