"""What is public: without an account, and where an account may not see it."""

import json

import pytest
from fakes.serving import Fault
from fakes.spotify import Episode, Playlist
from fakes.spotify.model import Local
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, MirrorKind, Unfit
from syncopate.errors import OddAnswer, SourceGone
from syncopate.providers.connections import Connections
from syncopate.providers.spotify.embed import shown

from .conftest import House, all_of, reason_of

_ID = "37i9dQZF1DXcBWIGoYBM5M"


def hits(house: House, count: int = 30, **more: object) -> Playlist:
    """Make a playlist of Spotify's own."""
    songs = house.fake.world.songs(count)
    spotify = house.fake.world.spotify
    return house.fake.world.add_playlist(
        spotify, "Top Hits", songs, prefix="37i9dQZF1DX", closed=True, **more
    )  # type: ignore[arg-type]


def a_page(props: object) -> str:
    data = json.dumps({"props": {"pageProps": props}})
    return f'<html><script>1 < 2</script><script id="__NEXT_DATA__" nonce="x">{data}</script><p>x</p></html>'


async def test_a_playlist_without_an_account(house: House) -> None:
    world = house.fake.world
    album = world.add_album("A", "Tyler, The Creator", 1)
    both = world.add_track(album, "Both", artists="Tyler, The Creator;Bert")
    both.playable = False
    playlist = world.add_playlist(house.anna, "Public <b>", [*album.tracks])
    world.put(playlist, Local(name="No Woman", artist="Fugees", album="The Score", length=273_000))
    world.put(playlist, Episode(id="e" * 22, name="Talk", show="Podcast"))
    world.put(playlist, album.tracks[0])
    read = await house.read(f"https://open.spotify.com/playlist/{playlist.id}", None)
    source = read.playlist
    assert (source.reference, source.name, source.owner) == (f"playlist:{playlist.id}", "Public <b>", "Anna")
    assert (source.kind, source.version, source.count) == (MirrorKind.PLAYLIST, None, 5)
    assert source.cover_url == f"https://image/{playlist.id}"
    assert read.visible is None
    first, second, local, again = all_of(read.entries)
    assert (first.title, first.artists) == ("A 1", ("Tyler, The Creator",))
    assert first.ids == {ExternalId(IdKind.SPOTIFY, album.tracks[0].id)}
    assert first.duration is not None
    assert second.artists == ("Tyler, The Creator", "Bert")
    assert (local.title, local.ids, local.position) == ("No Woman", frozenset(), 2)
    assert (again.title, again.position) == ("A 1", 3)
    assert read.left_out == (LeftOut(Unfit.PODCAST, "Talk", 4),)
    assert not house.asked("/v1/*")
    assert not any("Authorization" in one.headers for one in house.asked())


@pytest.mark.parametrize(("count", "seen", "visible"), [(99, 99, None), (100, 100, 100), (250, 100, 100)])
async def test_beyond_a_hundred_nothing_can_be_seen(
    house: House, count: int, seen: int, visible: int | None
) -> None:
    read = await house.read(f"playlist:{hits(house, count).id}", None)
    assert (len(all_of(read.entries)), read.visible) == (seen, visible)
    assert read.playlist.count == (None if visible else count)


async def test_an_album_without_an_account(house: House) -> None:
    album = house.fake.world.add_album("Classic", "The Band", 12)
    read = await house.read(f"album:{album.id}", None)
    facts = read.playlist.album
    assert facts is not None
    assert (facts.artists, facts.year, facts.count) == (("The Band",), 2020, 12)
    assert facts.ids == {ExternalId(IdKind.SPOTIFY, album.id)}
    entries = all_of(read.entries)
    assert [(one.number, one.disc, one.album) for one in entries] == [
        (number, None, "Classic") for number in range(1, 13)
    ]


async def test_what_needs_an_account(house: House) -> None:
    assert reason_of((await house.read("liked", None)).entries) == "not_configured"
    for shelf in ("", "playlists", "albums", "artists", "user:anna", f"artist:{_ID}"):
        assert reason_of(await house.source(None).browse(shelf)) == "not_configured"
    assert (await house.source(None).check()).ok
    assert not house.asked()


async def test_a_rest_that_the_pages_want_is_kept_by_whoever_asks_next(house: House) -> None:
    """The pages are asked at a pace of their own, which outlives the connection."""
    playlist = hits(house, 3)
    house.fail(Fault.TOO_MANY, "/embed/*", retry_after="3600")
    assert reason_of((await house.read(f"playlist:{playlist.id}", None)).entries) == "rate_limited"
    paces = house.connections.paces
    await house.connections.close()
    house.connections = Connections(paces)
    house.forget()
    assert reason_of((await house.read(f"playlist:{playlist.id}", None)).entries) == "rate_limited"
    assert house.asked() == []


async def test_what_is_not_there(house: House) -> None:
    private = house.fake.world.add_playlist(house.anna, "Private", public=False)
    for reference in (f"playlist:{_ID}", f"album:{_ID}", f"playlist:{private.id}"):
        assert reason_of((await house.read(reference, None)).entries) == "source_gone"


async def test_playlists_that_spotify_makes_are_read_from_their_page(house: House) -> None:
    playlist = hits(house, 30)
    read = await house.read(f"playlist:{playlist.id}")
    assert (len(all_of(read.entries)), read.playlist.name) == (30, "Top Hits")
    assert [one.path for one in house.asked()] == [
        f"/v1/playlists/{playlist.id}",
        f"/embed/playlist/{playlist.id}",
    ]
    playlist.shown = False
    closed = (await house.read(f"playlist:{playlist.id}")).entries
    assert reason_of(closed) == "source_closed"
    assert "does not give the playlist" in closed.detail  # type: ignore[union-attr]


async def test_followed_playlists_that_are_withheld_are_read_from_their_page(house: House) -> None:
    world = house.fake.world
    bert = world.add_user("bert")
    playlist = world.add_playlist(bert, "Bert's", world.songs(140), description="Of Bert")
    read = await house.read(f"playlist:{playlist.id}")
    assert (len(all_of(read.entries)), read.visible) == (100, 100)
    assert (read.playlist.description, read.playlist.version) == ("Of Bert", playlist.snapshot_id)
    playlist.shown = False
    assert reason_of((await house.read(f"playlist:{playlist.id}")).entries) == "source_closed"
    house.fake.is_new(new=False)
    whole = await house.read(f"playlist:{playlist.id}")
    assert (len(all_of(whole.entries)), whole.visible) == (140, None)


async def test_one_that_is_refused_is_read_from_its_page_only_while_all_else_is_well(house: House) -> None:
    world = house.fake.world
    playlist = world.add_playlist(world.add_user("bert"), "Bert's", world.songs(20))
    house.fail(Fault.FORBIDDEN, "/v1/playlists/*")
    assert len(await house.entries(f"playlist:{playlist.id}")) == 20
    house.anna.allowed = False
    read = await house.read(f"playlist:{playlist.id}")
    assert reason_of(read.entries) == "login_lacks_rights"


async def test_of_ones_own_playlist_no_beginning_is_taken_for_all(house: House) -> None:
    playlist = house.fake.world.add_playlist(house.anna, "Mine", house.fake.world.songs(250))
    house.fail(Fault.FORBIDDEN, "/v1/playlists/*/items")
    assert reason_of((await house.read(f"playlist:{playlist.id}")).entries) == "login_lacks_rights"
    assert not house.asked("/embed/*")


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.REFUSED])
@pytest.mark.parametrize("kind", ["playlist", "album"])
@pytest.mark.parametrize("account", [None, "anna"])
async def test_a_page_that_fails_is_never_an_empty_playlist(
    house: House, fault: Fault, kind: str, account: str | None
) -> None:
    album, playlist = house.fake.world.add_album("A"), hits(house)
    if account is not None and kind == "album":
        house.fail(Fault.EMPTY_PAGE, "/v1/albums/*")
    house.fail(fault, "/embed/*", retry_after="0")
    key = playlist.id if kind == "playlist" else album.id
    read = await house.read(f"{kind}:{key}", account)
    assert reason_of(read.entries) in {
        "login_rejected",
        "login_lacks_rights",
        "rate_limited",
        "unreachable",
        "odd_answer",
    }


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body>Sign in</body></html>",
        '<script id="__NEXT_DATA__">[1]</script>',
        '<script id="__NEXT_DATA__">{"props"</script>',
        a_page({"status": 500}),
        a_page({"state": {"data": {}}}),
        a_page({"state": {"data": {"entity": {"uri": f"spotify:playlist:{_ID}"}}}}),
        a_page({"state": {"data": {"entity": {"uri": "spotify:playlist:other", "trackList": []}}}}),
    ],
)
def test_other_pages_are_odd(page: str) -> None:
    with pytest.raises(OddAnswer):
        shown("playlist", _ID, page)


def test_a_page_says_that_there_is_nothing() -> None:
    with pytest.raises(SourceGone, match="private, deleted, or made by Spotify"):
        shown("playlist", _ID, a_page({"status": 404, "title": "Page not found"}))


def test_what_is_odd_on_a_page_is_left_out() -> None:
    tracks = [
        {"uri": "spotify:track:1", "title": "One", "subtitle": "", "duration": "soon"},
        {"uri": "spotify:track:2", "title": " "},
        {"title": "No uri"},
        None,
    ]
    entity = {"uri": f"spotify:playlist:{_ID}", "trackList": tracks, "title": "T"}
    found = shown("playlist", _ID, a_page({"state": {"data": {"entity": entity}}}))
    entry, *others = found.listed
    assert isinstance(entry, Entry)
    assert others == [LeftOut(Unfit.UNAVAILABLE), LeftOut(Unfit.UNAVAILABLE, "No uri")]
    assert (entry.title, entry.artists, entry.duration) == ("One", (), None)
    assert (found.source.name, found.source.owner, found.source.cover_url) == ("T", None, None)
