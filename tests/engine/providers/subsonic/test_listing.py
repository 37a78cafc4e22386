"""Whether a file is listed, by its folders; where paths are made up that is not known."""

import unicodedata
from collections.abc import Callable

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Known, Unknown

from .conftest import House

UNKNOWN = Unknown("not_configured")


@pytest.mark.parametrize("root", ["", "/music/library/"])
async def test_by_folders(make_house: Callable[..., House], root: str) -> None:
    house = make_house(product="gonic", root=root)
    async with house.fake:
        library, song = house.library(), house.songs[13]
        assert await library.listed("", f"/music/library/{song.path}") == Known(song.id)
        assert await library.listed("1", f"/music/library/{song.path}") == Known(song.id)
        assert await library.listed("2", f"/music/library/{song.path}") == Known(None)
        assert await library.listed("", f"/music/library/{song.path}x") == Known(None)
        assert await library.listed("", "/music/library/Nobody/Nothing/01.flac") == Known(None)
        assert await library.listed("", "/music/library/Band 00000/Nothing/01.flac") == Known(None)
        assert await library.listed("", "") == Known(None)
        assert len(house.fake.wire.journal) < 25
        await house.connections.close()


async def test_letters_count_however_they_are_composed(make_house: Callable[..., House]) -> None:
    house = make_house(product="gonic")
    house.fake.music.add_album(house.music, unicodedata.normalize("NFD", "Björk"), "Début", ["Ça"])
    async with house.fake:
        song = house.songs[-1]
        path = unicodedata.normalize("NFC", f"/music/{song.path}")
        assert await house.library().listed("", path) == Known(song.id)
        await house.connections.close()


async def test_navidrome_makes_paths_up_unless_told_otherwise(make_house: Callable[..., House]) -> None:
    made_up = make_house(real_paths=False)
    async with made_up.fake:
        path = f"/music/{made_up.songs[13].path}"
        assert await made_up.library().listed("", path) == UNKNOWN
        await made_up.connections.close()
    real = make_house(root="/music/")
    async with real.fake:
        song = real.songs[13]
        assert await real.library().listed("", f"/music/{song.path}") == Known(song.id)
        assert await real.library().listed("", "/music/Nobody/Nothing/01 Nothing.flac") == UNKNOWN
        await real.connections.close()


async def test_folders_that_are_not_those_of_paths(make_house: Callable[..., House]) -> None:
    house = make_house(product="other", real_paths=False)
    for album in house.fake.music.albums.values():
        album.artists = ("Somebody else",)
    async with house.fake:
        assert await house.library().listed("", f"/music/{house.songs[0].path}") == UNKNOWN
        await house.connections.close()


@pytest.mark.parametrize("method", ["getIndexes", "getMusicDirectory", "getRandomSongs"])
@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HTML, Fault.CUT_OFF, Fault.NOT_FOUND])
async def test_what_fails_is_not_known(make_house: Callable[..., House], method: str, fault: Fault) -> None:
    house = make_house(product="gonic")
    async with house.fake:
        house.fake.wire.fail(fault, f"/rest/{method}.view")
        found = await house.library().listed("", f"/music/{house.songs[0].path}")
        assert isinstance(found, Unknown)
        await house.connections.close()
