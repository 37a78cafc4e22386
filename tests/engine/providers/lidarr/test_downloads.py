"""Albums are handed over once each, searched for once, and looked after by Lidarr's own numbers."""

import asyncio
from dataclasses import replace

import pytest
from engine.providers.lidarr.conftest import House, wanted
from fakes.lidarr import Album, Artist
from fakes.serving import Fault
from syncopate.domain.download import Handed, Wanted, WantKind
from syncopate.domain.snapshot import Known, Unknown
from syncopate.providers.acquiring import HandOff
from syncopate.providers.lidarr.parse import chosen


async def test_an_album_that_lidarr_does_not_have(house: House) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    assert isinstance(house.account(), HandOff)
    handed = await house.handed(wanted(album), tags="Syncopate, syncopate", root_folder="/more/")
    assert handed is not None
    assert handed.ticket == f"{album.number}:{album.key}"
    assert (handed.state, handed.have, handed.of) == (Handed.LOOKING, 0, None)
    assert handed.facts == {"title": "Definitely Maybe", "artist": "Oasis"}
    assert handed.since is not None
    assert (album.monitored, album.searches, house.fake.commands) == (True, 1, [])
    given = album.artist.added_with
    assert (given["monitored"], given["monitorNewItems"]) == (False, "none")
    assert given["addOptions"] == {"monitor": "none", "searchForMissingAlbums": False}
    assert (given["qualityProfileId"], given["metadataProfileId"], given["rootFolderPath"]) == (2, 2, "/more")
    assert [house.fake.labels[number] for number in given["tags"]] == ["syncopate"]


async def test_profiles_by_their_names(house: House) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    await house.handed(wanted(album), quality_profile="any", metadata_profile="Standard")
    given = album.artist.added_with
    assert (given["qualityProfileId"], given["metadataProfileId"], given["tags"]) == (1, 1, [])


async def test_handing_over_again_searches_for_nothing(house: House) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    first = await house.handed(wanted(album))
    again = await house.handed(wanted(album))
    assert first is not None
    assert again is not None
    assert (again.ticket, again.since, again.of) == (first.ticket, first.since, 10)
    assert album.searches == 1
    # Somebody had it monitored no longer: it is again, and not searched for.
    album.monitored = False
    await house.handed(wanted(album, known=False))
    assert (album.monitored, album.searches) == (True, 1)


async def test_two_at_once_are_one(house: House) -> None:
    artist = Artist(name="Oasis")
    album, other = house.fake.add(artist, "One"), house.fake.add(artist, "Two")
    account = house.account()
    found = await asyncio.gather(*(account.hand_over(wanted(each)) for each in (album, album, other)))
    assert all(isinstance(each, Known) for each in found)
    assert found[0] != found[2]
    assert (album.searches, other.searches) == (1, 1)


async def test_an_album_that_lidarr_has_and_does_not_look_for(house: House) -> None:
    album = house.fake.own(house.fake.add("Oasis", "Definitely Maybe"))
    album.last_search = "2020-01-01T00:00:00Z"
    handed = await house.handed(wanted(album))
    assert handed is not None
    assert (handed.state, album.monitored, album.searches) == (Handed.LOOKING, True, 1)
    assert house.fake.commands == [{"name": "AlbumSearch", "albumIds": [album.number]}]
    assert house.fake.wire.asked("POST", "*/album") == []


async def test_a_whole_album_is_left_alone(house: House) -> None:
    album = house.fake.own(house.fake.add("Oasis", "Definitely Maybe"))
    album.files = album.tracks
    handed = await house.handed(wanted(album))
    assert handed is not None
    assert (handed.state, handed.have, handed.of) == (Handed.HERE, 10, 10)
    assert (album.monitored, album.searches) == (False, 0)
    assert [each for each in house.fake.wire.journal if each.writes] == []


async def test_what_comes_is_seen(house: House) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    handed = await house.handed(wanted(album))
    assert handed is not None
    assert (await house.state(handed.ticket)).state is Handed.LOOKING
    album.files = 4
    part = await house.state(handed.ticket)
    assert (part.state, part.have, part.of, part.since) == (Handed.PART, 4, 10, handed.since)
    album.files = 10
    assert (await house.state(handed.ticket)).state is Handed.HERE


async def test_one_that_is_gone_spoils_no_other(house: House) -> None:
    album, other = house.fake.own(house.fake.add("A", "One")), house.fake.own(house.fake.add("B", "Two"))
    tickets = [
        f"{album.number}:{album.key}",
        f"{other.number}:{other.key}",
        f"{album.number}:{other.key}",
        "x",
    ]
    other.number = 0
    found = await house.account().state_of(tickets)
    assert isinstance(found, Known)
    states = [found.value[ticket].state for ticket in tickets]
    assert states == [Handed.LOOKING, Handed.GONE, Handed.GONE, Handed.GONE]


async def test_by_text_where_no_release_group_is_known(house: House) -> None:
    album = house.fake.add("Sigur Rós", "Ágætis byrjun")
    house.fake.add("Sigur Rós", "Ágætis byrjun (live)")
    house.fake.add("Somebody", "Ágætis byrjun")
    handed = await house.handed(
        Wanted(kind=WantKind.TRACK, title="Starálfur", artists=("sigur ros",), album="Agætis Byrjun")
    )
    assert handed is not None
    assert handed.ticket.endswith(album.key)


async def test_a_release_group_that_the_catalogue_lacks_falls_back_to_text(house: House) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    other = replace(album, key="79a1c1f2-6a53-4d8e-9d0f-1d8a1f0e2b11")
    handed = await house.handed(wanted(other))
    assert handed is not None
    assert handed.ticket.endswith(album.key)


async def test_nobody_knows_it(house: House) -> None:
    house.fake.add("Oasis", "Definitely Maybe")
    for title, artist in (("Definitely", "Oasis"), ("Definitely Maybe", "Blur"), ("???", "Oasis")):
        asked = Wanted(kind=WantKind.ALBUM, title=title, artists=(artist,))
        assert await house.handed(asked) is None
    assert await house.handed(Wanted(kind=WantKind.TRACK, title="Wonderwall", artists=("Oasis",))) is None
    assert [each for each in house.fake.wire.journal if each.writes] == []


def test_which_of_several_it_is() -> None:
    artist = Artist(name="Weezer")
    blue, green = (Album(title="Weezer", artist=artist, year=year) for year in (1994, 2001))
    single = Album(title="Weezer", artist=artist, year=1994, kind="Single")
    asked = Wanted(kind=WantKind.ALBUM, title="Weezer", artists=("Weezer",))
    told = [each.told() for each in (blue, green, single)]
    assert chosen(told, asked) is None
    assert chosen(told, replace(asked, year=1994)) == blue.told()
    assert chosen(told, replace(asked, year=1994, release_type="single")) == single.told()
    assert chosen(told, replace(asked, year=2001)) == green.told()
    various = Wanted(kind=WantKind.ALBUM, title="Weezer", artists=("Various Artists",), year=2001)
    assert chosen(told, various) == green.told()


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.SLOW, Fault.CUT_OFF])
async def test_an_answer_that_was_lost(house: House, fault: Fault) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    house.fake.wire.fail(fault, "/api/v1/album", "POST", times=1)
    await house.account().hand_over(wanted(album))
    await house.fake.wire.settled()
    handed = await house.handed(wanted(album))
    assert handed is not None
    assert album.searches == 1


async def test_what_was_not_taken_is_handed_over_anew(house: House) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    house.fake.wire.fail(Fault.REFUSED, "/api/v1/album", "POST", times=1)
    assert await house.account().hand_over(wanted(album)) == Unknown("unreachable")
    house.fake.wire.fail(Fault.FORBIDDEN, "/api/v1/album", "POST", times=1)
    assert await house.account().hand_over(wanted(album)) == Unknown("login_lacks_rights")
    assert await house.handed(wanted(album)) is not None
    assert album.searches == 1
    there = house.fake.own(house.fake.add("Oasis", "Be Here Now"))
    house.fake.wire.fail(Fault.UNAUTHORIZED, "/api/v1/command", times=1)
    assert await house.account().hand_over(wanted(there)) == Unknown("login_rejected")
    await house.handed(wanted(there))
    assert there.searches == 1


@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.HTML, Fault.BROKEN, Fault.REFUSED]
)
@pytest.mark.parametrize("skip", [0, 1, 2, 4])
async def test_what_fails_on_the_way(house: House, fault: Fault, skip: int) -> None:
    album = house.fake.add("Oasis", "Definitely Maybe")
    house.fake.wire.fail(fault, skip=skip)
    found = await house.account().hand_over(wanted(album))
    assert isinstance(found, Unknown)
    assert found.reason in {"unreachable", "odd_answer", "login_rejected"}
    assert house.fake.key not in found.detail
    assert album.searches == 0
    assert isinstance(await house.account().state_of(["1:x"]), Unknown)


class TestCheck:
    async def test_good(self, house: House) -> None:
        assert (await house.account().check()).ok
        assert (await house.account(tags="new").check()).ok
        assert house.fake.labels == {}

    @pytest.mark.parametrize(
        ("setting", "has"),
        [
            ("root_folder", "/music, /more"),
            ("quality_profile", "Any, Lossless"),
            ("metadata_profile", "Everything"),
        ],
    )
    async def test_what_lidarr_lacks(self, house: House, setting: str, has: str) -> None:
        health = await house.account(**{setting: "nothing"}).check()
        assert (health.ok, health.reason) == (False, "invalid_input")
        assert has in health.detail

    async def test_wrong_key_and_wrong_program(self, house: House) -> None:
        assert (await house.account(api_key="wrong").check()).reason == "login_rejected"
        assert (await house.account(api_key="").check()).reason == "not_configured"
        house.fake.name = "Readarr"
        assert (await house.account().check()).reason == "odd_answer"
        house.fake.name = "Lidarr"
        house.fake.folders.clear()
        assert (await house.account().check()).reason == "not_configured"
