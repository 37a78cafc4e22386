"""Lists of tracks and albums: every page, or a reason."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.lastfm import Refusal
from fakes.serving import Fault
from syncopate.domain.playlist import Entry, MirrorKind, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.browsing import Browsable, Shelf
from syncopate.providers.capability import ReadPlaylist

from .conftest import House, tracks

REFERENCES = {
    "loved": 450,
    "top:overall": 200,
    "top:7day": 3,
    "tag:rock": 200,
    "chart": 200,
    "artist:Cher": 40,
    "artist:AC%2FDC": 1,
    "similar:AC%2FDC/Thunderstruck": 20,
    "album:Cher/Believe": 10,
}


async def read(house: House, reference: str) -> ReadPlaylist:
    return await house.playlists().read_playlist(reference, {})


def entries(found: ReadPlaylist) -> tuple[Entry, ...]:
    assert isinstance(found.entries, Complete), found.entries
    return found.entries.items


def reason(found: ReadPlaylist) -> str:
    assert isinstance(found.entries, Failed), found.entries
    assert found.entries.detail
    return found.entries.reason


@pytest.mark.parametrize(("reference", "count"), REFERENCES.items())
async def test_what_can_be_read(house: House, reference: str, count: int) -> None:
    found = await read(house, reference)
    assert [one.position for one in entries(found)] == list(range(count))
    assert found.playlist.reference == reference
    assert found.playlist.name
    assert all(one.artists for one in entries(found))
    assert not any(one.ids for one in entries(found))


async def test_loved_tracks_on_three_pages(house: House) -> None:
    found = await read(house, "loved")
    first = entries(found)[0]
    assert (first.title, first.artists) == ("Song 0", ("Cher",))
    assert first.added_at == datetime.fromtimestamp(1_700_000_000, UTC)
    assert [entry.title for entry in entries(found)] == [f"Song {one}" for one in range(450)]
    assert [dict(one.query)["page"] for one in house.fake.wire.journal] == ["1", "2", "3"]
    assert found.visible is None
    assert found.playlist.owner == "Anna"


async def test_smaller_pages_than_were_asked_for(house: House) -> None:
    house.fake.largest = 100
    assert len(entries(await read(house, "loved"))) == 450
    assert len(house.fake.wire.journal) == 5


async def test_lists_without_end_say_how_much_is_seen(house: House) -> None:
    found = await read(house, "chart")
    assert found.visible == 200
    assert len(house.fake.wire.journal) == 1
    assert entries(found)[0].duration == timedelta(seconds=180)


async def test_one_track_stands_without_a_list(house: House) -> None:
    house.fake.users["anna"].loved = tracks(1)
    assert [entry.title for entry in entries(await read(house, "loved"))] == ["Song 0"]
    house.fake.users["anna"].loved = []
    assert entries(await read(house, "loved")) == ()
    assert [one.number for one in entries(await read(house, "album:Cher/Single"))] == [1]
    house.fake.albums[1].tracks = []
    assert entries(await read(house, "album:Cher/Single")) == ()


async def test_a_tag_nobody_uses_is_empty(house: House) -> None:
    assert entries(await read(house, "tag:ebm")) == ()


async def test_an_album(house: House) -> None:
    found = await read(house, "album:cher/believe")
    about = found.playlist
    assert (about.kind, about.name) == (MirrorKind.ALBUM, "Believe")
    assert about.album is not None
    assert (about.album.artists, about.album.count) == (("Cher",), 10)
    assert about.cover_url == "https://pictures/believe.png"
    third = entries(found)[2]
    assert (third.number, third.album, third.duration) == (3, "Believe", timedelta(seconds=182))
    # What stands for no picture is none.
    assert (await read(house, "album:Cher/Single")).playlist.cover_url is None


async def test_lists_of_another_user(house: House) -> None:
    house.fake.add_user("Bert").loved = tracks(2)
    found = await read(house, "https://www.last.fm/de/user/Bert/loved")
    assert (found.playlist.reference, found.playlist.owner) == ("loved:Bert", "Bert")
    assert len(entries(found)) == 2


@pytest.mark.parametrize(
    "reference", ["loved:Nobody", "top:7day/Nobody", "artist:Nobody", "album:Cher/No", "similar:Cher/No"]
)
async def test_what_is_not_there_is_gone(house: House, reference: str) -> None:
    assert reason(await read(house, reference)) == "source_gone"


@pytest.mark.parametrize("reference", ["nothing", "top:8day", "https://example.org/user/Anna/loved", ""])
async def test_what_means_nothing(house: House, reference: str) -> None:
    assert reason(await read(house, reference)) == "invalid_input"


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_a_fault_is_never_a_shorter_list(house: House, reference: str, fault: Fault) -> None:
    house.fail(fault)
    found = await read(house, reference)
    expected = {
        Fault.UNAUTHORIZED: "login_rejected",
        Fault.FORBIDDEN: "login_lacks_rights",
        Fault.TOO_MANY: "rate_limited",
        Fault.HTML: "odd_answer",
        Fault.BROKEN: "odd_answer",
    }
    assert reason(found) == expected.get(fault, "unreachable")


@pytest.mark.parametrize("fault", list(Fault))
async def test_a_fault_on_a_later_page(house: House, fault: Fault) -> None:
    house.fail(fault, skip=1)
    assert reason(await read(house, "loved"))


@pytest.mark.parametrize(
    "reference", ["loved", "top:overall", "top:7day", "tag:rock", "chart", "artist:Cher"]
)
async def test_an_empty_page_is_no_empty_list(house: House, reference: str) -> None:
    house.fail(Fault.EMPTY_PAGE)
    assert reason(await read(house, reference)) == "odd_answer"


async def test_a_list_that_changes_while_it_is_read(house: House) -> None:
    def love_one_more(moment: str, _: object) -> None:
        if moment == "after":
            house.fake.users["anna"].loved.pop()

    house.fake.wire.watch = love_one_more
    assert reason(await read(house, "loved")) == "odd_answer"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (3, "unreachable"),
        (6, "unreachable"),
        (8, "unreachable"),
        (10, "login_rejected"),
        (11, "unreachable"),
        (16, "unreachable"),
        (17, "login_lacks_rights"),
        (26, "login_rejected"),
        (29, "rate_limited"),
    ],
)
@pytest.mark.parametrize("status", [200, None])
async def test_refusals_in_whatever_status(
    house: House, code: int, expected: str, status: int | None
) -> None:
    house.fake.refuse(Refusal(code, status=status))
    assert reason(await read(house, "chart")) == expected


async def test_passing_trouble_passes(house: House) -> None:
    for code in (8, 11, 16):
        house.fake.refuse(Refusal(code, status=200), times=1)
        assert len(entries(await read(house, "chart"))) == 200


async def test_too_many_requests_rest_the_account(house: House) -> None:
    house.fake.refuse(Refusal(29, status=200), times=1)
    assert reason(await read(house, "chart")) == "rate_limited"
    asked = len(house.methods())
    assert reason(await read(house, "loved")) == "rate_limited"
    assert len(house.methods()) == asked == 1
    budget = house.connections.paces.budget("lastfm")
    assert budget is not None
    assert budget.rests > 50


async def test_a_hidden_user(house: House) -> None:
    house.fake.users["anna"].hidden = True
    assert reason(await read(house, "loved")) == "login_lacks_rights"


async def test_check(house: House) -> None:
    assert (await house.playlists().check()).ok
    assert (await house.playlists().check()).ok
    assert house.methods() == ["user.getInfo"]
    assert (await house.playlists(user="Nobody").check()).reason == "login_rejected"
    assert "no user Nobody" in (await house.playlists(user="Nobody").check()).detail
    assert (await house.playlists(api_key="wrong").check()).reason == "login_rejected"
    assert (await house.playlists(api_key="").check()).reason == "not_configured"
    assert (await house.playlists(user="").check()).reason == "not_configured"


async def test_what_the_account_offers(house: House) -> None:
    listed = await house.playlists().list_playlists()
    assert isinstance(listed, Complete)
    assert [one.reference for one in listed.items[:3]] == ["loved", "top:overall", "top:12month"]
    assert len(listed.items) == 7
    assert isinstance(await house.playlists(api_key="wrong").list_playlists(), Failed)


async def test_shelves(house: House) -> None:
    playlists = house.playlists()
    assert isinstance(playlists, Browsable)
    first = await playlists.browse("")
    assert isinstance(first, Complete)
    shelves = [one for one in first.items if isinstance(one, Shelf)]
    assert [one.key for one in shelves] == ["mine", "charts", "tags"]
    for shelf in [*(one.key for one in shelves), "user:Bert", "artist:AC%2FDC", "artist:Cher"]:
        opened = await playlists.browse(shelf)
        assert isinstance(opened, Complete)
        assert opened.items
        for one in opened.items:
            if isinstance(one, SourcePlaylist) and shelf != "user:Bert" and one.reference in REFERENCES:
                assert isinstance((await read(house, one.reference)).entries, Complete)
    cher = await playlists.browse("artist:Cher")
    assert isinstance(cher, Complete)
    assert [one.name for one in cher.items] == ["Top tracks by Cher", "Believe", "Single"]
    charts = await playlists.browse("charts")
    assert isinstance(charts, Complete)
    assert [one.key for one in charts.items if isinstance(one, Shelf)] == ["artist:Cher", "artist:AC%2FDC"]


@pytest.mark.parametrize("shelf", ["nothing", "mine:x", "artist:", "user:a/b"])
async def test_unknown_shelves(house: House, shelf: str) -> None:
    found = await house.playlists().browse(shelf)
    assert isinstance(found, Failed)
    assert found.reason == "not_found"


@pytest.mark.parametrize("shelf", ["charts", "tags", "artist:Cher"])
async def test_shelves_that_cannot_be_read(house: House, shelf: str) -> None:
    house.fail(Fault.SERVER_ERROR)
    found = await house.playlists().browse(shelf)
    assert isinstance(found, Failed)


async def test_the_key_is_told_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    house.fail(Fault.UNAVAILABLE)
    found = await house.playlists(api_key="5ecret" * 5).read_playlist("loved", {})
    assert isinstance(found.entries, Failed)
    assert "5ecret" not in caplog.text + repr(found)
