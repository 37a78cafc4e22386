"""What the Subsonic provider asks is what the OpenSubsonic contract describes: by forms and in addresses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of
from fakes.opensubsonic.server import PASSWORD, OpenSubsonic
from fakes.serving import Asked
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import Track
from syncopate.domain.run import ScanMode
from syncopate.domain.target import Site, TargetKind
from syncopate.providers import registry
from syncopate.providers.capability import FAVOURITES_KEY, Context, TargetContent
from syncopate.providers.connections import Connections
from syncopate.providers.login import LoggedIn
from syncopate.providers.subsonic.library import SubsonicLibrary, create as create_library
from syncopate.providers.subsonic.playlist_target import create as create_target

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
ACCEPTED = {
    f"getOpenSubsonicExtensions.view: query parameter '{name}' is not described": "the contract has what every "
    "request says only as ways to sign in, and this one needs none"
    for name in ("f", "v", "c")
} | {
    "getCoverArt.view answered 200: content type image/png": "described as bytes of no type",
}
UNSIGNED = {
    "no way to sign in is complete": "old servers are asked what they are before any login is sent",
    "ping.view answered 405": "forms are tried where they are not promised; the contract has this answer without a body",
}


@pytest.fixture
def contract() -> Contract:
    return Contract.load(contract_path("opensubsonic-1.16.1") / "openapi.json")


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    held = Connections()
    yield held
    await held.close()


def context(settings: dict[str, str], folder: Path, connections: Connections) -> Context:
    async def nothing_to_compute(*_: object, **__: object) -> None:
        raise AssertionError

    return Context(
        account_id="account",
        settings={name: value for name, value in settings.items() if value},
        storage=folder,
        compute=nothing_to_compute,  # type: ignore[arg-type]
        connections=connections,
    )


async def read(library: SubsonicLibrary) -> None:
    """Read all, then what changed, and ask for everything else a library does."""
    cursor = None
    for section in ("", "1"):
        async for part in library.scan(section, {}, ScanMode.FULL):
            cursor = getattr(part, "cursor", None)
    async for _ in library.scan("1", {}, ScanMode.INCREMENTAL, cursor):
        pass
    await library.sections()
    await library.refresh("", None)
    await library.refreshing("")
    await library.listed("1", "/music/Band 00000/Record 000000/01 Song 000000.flac")


async def keep(target: EditedTarget, keys: list[str]) -> None:
    """Make a playlist, change all of it, and star songs."""

    def content(wanted: list[str], name: str, leaving: frozenset[str] = frozenset()) -> TargetContent:
        tracks = [Track(key=key, title=key) for key in wanted]
        return TargetContent(mark=MARK, name=name, tracks=tracks, description="As it is", leaving=leaving)

    site, favourites = Site(section="1"), Site(section="1", kind=TargetKind.FAVOURITES)
    key = await target.write_target(site, None, content(keys, "One"))
    await target.write_target(site, key, content(list(reversed(keys)), "Two"))
    await target.write_target(site, key, content(list(reversed(keys))[5:], "Two"))
    await target.find_target(site, MARK, "Two")
    for wanted, leaving in ((keys[:20], keys[20:]), (keys[:10], keys[10:20])):
        stars = content(wanted, "Favourites", frozenset(leaving))
        await target.write_target(favourites, FAVOURITES_KEY, stars)
    await target.delete_target(site, key)


async def traffic(
    fake: OpenSubsonic, folder: Path, connections: Connections, method: str, **login: str
) -> list[Asked]:
    """Sign in and do everything once; return what was asked."""
    music = fake.music.add_folder("Music")
    fake.music.fill(music, 150)
    fake.add_user("admin", admin=True, api_key="key-of-admin")
    async with fake:
        given = {"url": fake.address, "verify_tls": "true", **login}
        step = await registry.login("subsonic", context({}, folder, connections)).begin(method, given)
        assert isinstance(step, LoggedIn)
        account = context(dict(step.settings), folder, connections)
        library = create_library(account)
        assert (await library.check()).ok
        await read(library)
        song = next(iter(fake.music.songs))
        await library.picture(song, 64)
        await keep(EditedTarget(create_target(account)), list(fake.music.songs)[:120])
        await connections.drop("account")
    assert len(fake.wire.journal) > 40
    return fake.wire.journal


async def test_by_forms(contract: Contract, tmp_path: Path, connections: Connections) -> None:
    login = {"user": "admin", "password": PASSWORD}
    journal = await traffic(OpenSubsonic(), tmp_path, connections, "password", **login)
    assert problems_of(contract, journal, accepted=ACCEPTED, all_occur=True) == []
    methods = {one.path for one in journal if one.method == "POST"}
    assert {"/rest/search3.view", "/rest/createPlaylist.view", "/rest/unstar.view"} <= methods


async def test_by_a_key(contract: Contract, tmp_path: Path, connections: Connections) -> None:
    journal = await traffic(OpenSubsonic(), tmp_path, connections, "api_key", api_key="key-of-admin")
    assert problems_of(contract, journal, accepted=ACCEPTED, all_occur=True) == []


async def test_in_addresses(contract: Contract, tmp_path: Path, connections: Connections) -> None:
    login = {"user": "admin", "password": PASSWORD}
    fake = OpenSubsonic(product="gonic", extensions={"songLyrics": [1]})
    journal = await traffic(fake, tmp_path, connections, "password", **login)
    assert problems_of(contract, journal, accepted=ACCEPTED | UNSIGNED) == []
    assert {one.path for one in journal if one.method == "POST"} == {"/rest/ping.view"}
