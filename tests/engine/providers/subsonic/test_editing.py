"""What was cut short heals: whichever request fails, whether it took effect or not."""

from itertools import count

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Known
from syncopate.errors import SyncopateError
from syncopate.providers.capability import FAVOURITES_KEY, TargetContent

from .conftest import FAVOURITES, MARK, PLAYLIST, House, content


async def written(house: House, wanted: TargetContent) -> str:
    """Write as the engine does: to what carries the mark, else anew."""
    target = house.target()
    found = await target.find_target(PLAYLIST, MARK, wanted.name)
    assert isinstance(found, Known)
    return await target.write_target(PLAYLIST, found.value, wanted)


def only(house: House) -> list[str]:
    """Return what the one playlist there is holds; it has its name and its mark."""
    (playlist,) = house.fake.playlists.held.values()
    assert playlist.name == "Evening"
    assert playlist.comment.endswith(MARK)
    return playlist.songs


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.REFUSED, Fault.SERVER_ERROR, Fault.CUT_OFF])
async def test_making_one_heals_wherever_it_is_cut_short(house: House, fault: Fault) -> None:
    wanted = content(house.keys(120) * 3, description="Long")
    for at in count():
        house.fake.playlists.held.clear()
        house.fake.wire.fail(fault, "/rest/*atePlaylist.view", skip=at, times=1)
        try:
            await written(house, wanted)
        except SyncopateError:
            pass
        else:
            assert at == 5, "it was made of so many requests"
            break
        finally:
            house.fake.heal()
        await written(house, wanted)
        assert only(house) == house.keys(120) * 3
        house.forget()
        await written(house, wanted)
        assert house.writes() == 0


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.REFUSED])
@pytest.mark.parametrize("forms", [True, False])
async def test_changing_one_heals_wherever_it_is_cut_short(
    house: House, fault: Fault, *, forms: bool
) -> None:
    if not forms:
        house.fake.extensions = {}
    before, after = house.keys(120) * 4, list(reversed(house.keys(110) * 4))
    for at in count():
        house.fake.playlists.held.clear()
        await written(house, content(before))
        house.fake.wire.fail(fault, "/rest/*atePlaylist.view", skip=at, times=1)
        try:
            await written(house, content(after, description="New"))
        except SyncopateError:
            pass
        else:
            assert at == (2 if forms else 6)
            break
        finally:
            house.fake.heal()
        await written(house, content(after, description="New"))
        assert only(house) == after


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.REFUSED])
async def test_favourites_heal(house: House, fault: Fault) -> None:
    target, keys = house.target(), house.keys(120)
    for at in range(2):
        house.member.starred.clear()
        house.fake.wire.fail(fault, "/rest/star.view", skip=at, times=1)
        wanted = content(keys, name="Favourites")
        with pytest.raises(SyncopateError):
            await target.write_target(FAVOURITES, FAVOURITES_KEY, wanted)
        house.fake.heal()
        await target.write_target(FAVOURITES, FAVOURITES_KEY, wanted)
        assert set(house.member.starred) == set(keys)
        house.forget()
        await target.write_target(FAVOURITES, FAVOURITES_KEY, wanted)
        assert house.writes() == 0
