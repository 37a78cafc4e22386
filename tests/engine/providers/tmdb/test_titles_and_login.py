"""What others call a title, and how one signs in."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from engine.providers.in_step import READ_FAULTS, ids
from engine.providers.tmdb.conftest import House
from fakes.serving import Fault
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import InvalidInput, LoginRejected, Unreachable
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.watching import TitleResolver

MOVIE, SHOW = MediaType.MOVIE, MediaType.SHOW
IMDB, TMDB, TVDB = TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB


@pytest.fixture
def stocked(house: House) -> House:
    house.fake.add_movie(949, imdb="tt0113277")
    house.fake.add_show(949, "Other", imdb="tt0903747", tvdb=81189)
    house.fake.add_movie(5)
    return house


@pytest.mark.parametrize(
    ("kind", "known", "found"),
    [
        (MOVIE, TitleId(TMDB, "949"), ids(tmdb="949", imdb="tt0113277")),
        (SHOW, TitleId(TMDB, "949"), ids(tmdb="949", imdb="tt0903747", tvdb="81189")),
        (MOVIE, TitleId(IMDB, "tt0113277"), ids(tmdb="949", imdb="tt0113277")),
        (SHOW, TitleId(TVDB, "81189"), ids(tmdb="949", imdb="tt0903747", tvdb="81189")),
        (MOVIE, TitleId(TMDB, "5"), ids(tmdb="5")),
        (SHOW, TitleId(IMDB, "tt0113277"), frozenset()),
        (MOVIE, TitleId(TVDB, "81189"), frozenset()),
        (MOVIE, TitleId(TMDB, "7"), frozenset()),
        (MOVIE, TitleId(TMDB, "7/../8"), frozenset()),
        (MOVIE, TitleId(TMDB, "0"), frozenset()),
        (MOVIE, TitleId(TitleIdKind.TRAKT, "1"), frozenset()),
        (MediaType.EPISODE, TitleId(TMDB, "949"), frozenset()),
    ],
)
async def test_ids(stocked: House, kind: MediaType, known: TitleId, found: frozenset[TitleId]) -> None:
    titles = stocked.titles()
    assert isinstance(titles, TitleResolver)
    assert await titles.other_ids(kind, known) == Known(found)


async def test_one_id_of_two_films_names_neither(stocked: House) -> None:
    stocked.fake.add_movie(950, imdb="tt0113277")
    assert await stocked.titles().other_ids(MOVIE, TitleId(IMDB, "tt0113277")) == Known(frozenset())


@pytest.mark.parametrize("fault", READ_FAULTS)
@pytest.mark.parametrize("path", ["/3/find/*", "*/external_ids"])
async def test_what_fails_is_not_known(stocked: House, fault: Fault, path: str) -> None:
    stocked.fake.wire.fail(fault, path=path)
    told = await stocked.titles().other_ids(MOVIE, TitleId(IMDB, "tt0113277"))
    assert isinstance(told, Unknown)


async def test_the_key_of_version_3_will_do(stocked: House) -> None:
    titles = stocked.titles(token=stocked.fake.api_key)
    assert (await titles.check()).ok
    found = await titles.other_ids(MOVIE, TitleId(TMDB, "949"))
    assert found == Known(ids(tmdb="949", imdb="tt0113277"))
    assert all("Authorization" not in each.headers for each in stocked.fake.wire.journal)
    assert (await stocked.titles(token="f" * 32).check()).reason == "login_rejected"


class TestLogin:
    async def test_in_the_browser(self, house: House) -> None:
        step = await house.login.begin("browser", {"token": house.fake.read_token})
        assert isinstance(step, Visit)
        address = urlsplit(step.url or "")
        assert address.path == "/auth/access"
        (token,) = parse_qs(address.query)["request_token"]
        again = await house.login.go_on(step.state, {})
        assert again == step
        house.fake.approve(token, house.anna)
        done = await house.login.go_on(step.state, {})
        assert isinstance(done, LoggedIn)
        assert done.name == "TMDB (anna)"
        assert dict(done.settings) == house.settings()
        assert (await house.account().check()).ok

    @pytest.mark.parametrize("soft", [True, False])
    async def test_what_was_refused_or_is_over(self, house: House, soft: bool) -> None:
        step = await house.login.begin("browser", {"token": house.fake.read_token})
        assert isinstance(step, Visit)
        house.fake.soft = soft
        with pytest.raises(LoginRejected):
            await house.login.go_on({**step.state, "request_token": "other"}, {})
        over = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        with pytest.raises(LoginRejected):
            await house.login.go_on({**step.state, "expires_at": over}, {})

    async def test_not_confirmed_with_a_good_status(self, house: House) -> None:
        step = await house.login.begin("browser", {"token": house.fake.read_token})
        assert isinstance(step, Visit)
        house.fake.soft = True
        assert await house.login.go_on(step.state, {}) == step

    async def test_without_an_account(self, house: House) -> None:
        for token in (house.fake.read_token, house.fake.api_key):
            done = await house.login.begin("token", {"token": f" {token} "})
            assert done == LoggedIn(settings={"token": token}, name="TMDB")

    @pytest.mark.parametrize("method", ["token", "browser"])
    async def test_wrong_tokens(self, house: House, method: str) -> None:
        with pytest.raises(LoginRejected) as caught:
            await house.login.begin(method, {"token": "wrong"})
        assert "wrong" not in str(caught.value)
        with pytest.raises(InvalidInput):
            await house.login.begin(method, {"token": " "})

    async def test_the_short_key_signs_nobody_in(self, house: House) -> None:
        with pytest.raises(InvalidInput):
            await house.login.begin("browser", {"token": house.fake.api_key})
        with pytest.raises(InvalidInput):
            await house.login.begin("pigeon", {"token": house.fake.read_token})

    @pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HTML, Fault.BROKEN, Fault.CUT_OFF])
    async def test_faults(self, house: House, fault: Fault) -> None:
        house.fake.wire.fail(fault)
        with pytest.raises(Unreachable):
            await house.login.begin("browser", {"token": house.fake.read_token})
