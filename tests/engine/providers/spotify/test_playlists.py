"""Playlists, liked songs and albums of an account, at new apps and at those of before 2026."""

from dataclasses import replace

import pytest
from fakes.serving import Fault
from fakes.spotify import Episode, Playlist
from fakes.spotify.model import Local
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import MirrorKind, Unfit
from syncopate.domain.snapshot import Known, Unknown

from .conftest import House, all_of, reason_of

APPS = pytest.mark.parametrize(("new", "names"), [(True, "new"), (False, "old"), (False, "both")])


def mixed(house: House) -> Playlist:
    """Make a playlist with all that can be in one."""
    world = house.fake.world
    bert = world.add_user("bert")
    album = world.add_album("Two discs", "Tyler, The Creator", 4, discs=2)
    world.add_track(album, "Together", artists="Tyler, The Creator;Anna & Band", disc=2, number=3)
    playlist = world.add_playlist(house.anna, "Mixed", album.tracks[3:], collaborators=[bert])
    world.put(playlist, Local(name="No Woman", artist="Fugees", album="The Score", length=273_000), by=bert)
    world.put(playlist, Episode(id="e" * 22, name="Talk", show="Podcast"))
    world.put(playlist, None)
    world.put(playlist, album.tracks[0], by=bert)
    world.put(playlist, album.tracks[0])
    return playlist


@APPS
async def test_all_that_spotify_tells_of_a_playlist(house: House, new: bool, names: str) -> None:
    house.fake.is_new(new=new, names=names)
    playlist = mixed(house)
    playlist.description = 'All of <a href="spotify:playlist:1">it</a> &amp; more'
    read = await house.read(f"playlist:{playlist.id}")
    source = read.playlist
    assert (source.reference, source.name, source.kind) == (
        f"playlist:{playlist.id}",
        "Mixed",
        MirrorKind.PLAYLIST,
    )
    assert (source.description, source.owner, source.count) == ("All of it & more", "Anna", 7)
    assert source.version == playlist.snapshot_id
    assert source.cover_url == f"https://i.scdn.co/image/ab67616d{playlist.id}"
    assert read.visible is None
    entries = all_of(read.entries)
    assert [one.position for one in entries] == [0, 1, 2, 3, 4]
    assert sorted(one.why for one in read.left_out) == [Unfit.PODCAST, Unfit.UNAVAILABLE]
    fourth, together, local, first, again = entries
    track = playlist.items[0].content
    assert (fourth.title, fourth.album, fourth.disc, fourth.number) == ("Two discs 4", "Two discs", 2, 2)
    assert fourth.artists == ("Tyler, The Creator",)
    assert fourth.ids == {ExternalId(IdKind.SPOTIFY, track.id), ExternalId(IdKind.ISRC, track.isrc)}  # type: ignore[union-attr,arg-type]
    assert fourth.duration is not None
    assert fourth.duration.total_seconds() * 1000 == track.length  # type: ignore[union-attr]
    assert (fourth.added_at, fourth.added_by) == (playlist.items[0].added_at, "anna")
    assert together.artists == ("Tyler, The Creator", "Anna & Band")
    assert (local.title, local.artists, local.album) == ("No Woman", ("Fugees",), "The Score")
    assert (local.ids, local.disc, local.number, local.added_by) == (frozenset(), None, None, "bert")
    assert replace(again, position=3, added_at=first.added_at, added_by="bert") == first


@APPS
async def test_long_lists_are_read_to_their_end(house: House, new: bool, names: str) -> None:
    house.fake.is_new(new=new, names=names)
    songs = house.fake.world.songs(237)
    playlist = house.fake.world.add_playlist(house.anna, "Long", songs)
    for song in songs[:120]:
        house.fake.world.like(house.anna, song)
    entries = await house.entries(f"playlist:{playlist.id}")
    assert [entry.title for entry in entries] == [song.name for song in songs]
    paths = [one.path.rpartition("/")[2] for one in house.asked("/v1/playlists/*")]
    assert paths == [playlist.id, "items", "items", "items"]
    liked = await house.read("liked")
    assert [entry.title for entry in all_of(liked.entries)] == [song.name for song in reversed(songs[:120])]
    assert (liked.playlist.reference, liked.playlist.name, liked.playlist.count) == (
        "liked",
        "Liked Songs",
        120,
    )
    assert all_of(liked.entries)[0].added_at == house.anna.liked[0][0]


@APPS
async def test_the_beginning_is_told_without_reading_the_rest(house: House, new: bool, names: str) -> None:
    house.fake.is_new(new=new, names=names)
    songs = house.fake.world.songs(237)
    playlist = house.fake.world.add_playlist(house.anna, "Long", songs)
    short = house.fake.world.add_playlist(house.anna, "Short", songs[:3])
    for song in songs[:120]:
        house.fake.world.like(house.anna, song)
    source = house.source()
    read = await source.read_glimpse(f"playlist:{playlist.id}")
    titles = [entry.title for entry in all_of(read.entries)]
    assert 0 < len(titles) < 237
    assert titles == [song.name for song in songs[: len(titles)]]
    assert (read.playlist.count, read.glimpse) == (237, True)
    assert len(house.asked("/v1/playlists/*")) <= 2
    liked = await source.read_glimpse("liked")
    assert (len(all_of(liked.entries)), liked.playlist.count, liked.glimpse) == (50, 120, True)
    few = await source.read_glimpse(f"playlist:{short.id}")
    assert (len(all_of(few.entries)), few.glimpse) == (3, False)


async def test_an_empty_playlist_is_empty(house: House) -> None:
    playlist = house.fake.world.add_playlist(house.anna, "Nothing")
    assert await house.entries(f"playlist:{playlist.id}") == ()
    assert await house.entries("liked") == ()


async def test_a_link_is_as_good_as_a_reference(house: House) -> None:
    playlist = house.fake.world.add_playlist(house.anna, "Mine", house.fake.world.songs(3))
    read = await house.read(f"https://open.spotify.com/intl-de/playlist/{playlist.id}?si=1")
    assert read.playlist.reference == f"playlist:{playlist.id}"
    assert len(all_of(read.entries)) == 3
    assert reason_of((await house.read("https://example.org/1")).entries) == "invalid_input"


async def test_a_relinked_track_goes_by_its_own_id(house: House) -> None:
    first, other = house.fake.world.songs(2)
    first.played_as = other
    playlist = house.fake.world.add_playlist(house.anna, "Relinked", [first])
    (entry,) = await house.entries(f"playlist:{playlist.id}")
    assert ExternalId(IdKind.SPOTIFY, first.id) in entry.ids
    assert ExternalId(IdKind.SPOTIFY, other.id) not in entry.ids


async def test_private_and_shared_ones_are_read_others_are_not(house: House) -> None:
    world = house.fake.world
    bert = world.add_user("bert")
    songs = world.songs(3)
    private = world.add_playlist(house.anna, "Private", songs, public=False)
    shared = world.add_playlist(bert, "Shared", songs, public=False, collaborators=[house.anna])
    theirs = world.add_playlist(bert, "Bert's own", songs, public=False)
    for one in (private, shared):
        assert len(await house.entries(f"playlist:{one.id}")) == 3
    assert reason_of((await house.read(f"playlist:{theirs.id}")).entries) == "source_gone"


async def test_the_list_of_playlists(house: House) -> None:
    world = house.fake.world
    for number in range(60):
        world.add_playlist(house.anna, f"List {number}", world.songs(1))
    bert = world.add_user("bert")
    house.anna.playlists.append(world.add_playlist(bert, "Followed", world.songs(2)))
    house.anna.playlists.append(None)
    world.like(house.anna, world.songs(1)[0])
    listed = all_of(await house.source().list_playlists())
    assert [listed[0].reference, listed[1].name, listed[-1].name] == ["liked", "List 0", "Followed"]
    assert len(listed) == 62
    assert (listed[0].count, listed[-1].count, listed[-1].owner) == (1, 2, "Bert")
    assert len(house.asked("/v1/me/playlists")) == 2
    assert all_of(await house.source(None).list_playlists()) == ()


async def test_what_spotify_counts_but_never_shows_hides_nothing_else(house: House) -> None:
    """So it was recorded: a page of 48 playlists with 47 in it, and the next one begins at 48."""
    for number in range(130):
        house.fake.world.add_playlist(house.anna, f"List {number}")
    house.anna.unshown = {7, 99, 129}
    listed = all_of(await house.source().browse("playlists"))
    assert [one.name for one in listed] == [f"List {n}" for n in range(130) if n not in {7, 99, 129}]


@APPS
async def test_an_album_with_all_its_discs(house: House, new: bool, names: str) -> None:
    house.fake.is_new(new=new, names=names)
    album = house.fake.world.add_album("Classic", "The Band", 130, discs=2, upc="00602455070951")
    read = await house.read(f"album:{album.id}")
    facts = read.playlist.album
    assert facts is not None
    assert (read.playlist.name, facts.artists, facts.year, facts.count) == (
        "Classic",
        ("The Band",),
        2020,
        130,
    )
    assert facts.ids == {ExternalId(IdKind.SPOTIFY, album.id), ExternalId(IdKind.UPC, "602455070951")}
    entries = all_of(read.entries)
    assert [(one.disc, one.number) for one in entries] == [(t.disc, t.number) for t in album.tracks]
    assert {one.album for one in entries} == {"Classic"}
    isrcs = [{one.value for one in entry.ids if one.kind is IdKind.ISRC} for entry in entries]
    assert isrcs == [set() if new else {track.isrc} for track in album.tracks]
    assert len(house.asked("/v1/tracks")) == (1 if new else 3)
    assert len(house.asked("/v1/albums/*/tracks")) == 2


async def test_where_no_batches_are_given_nobody_asks_twice(house: House) -> None:
    album = house.fake.world.add_album("One")
    await house.entries(f"album:{album.id}")
    await house.entries(f"album:{album.id}")
    assert len(house.asked("/v1/tracks")) == 1


async def test_what_is_gone_is_gone(house: House) -> None:
    playlist = house.fake.world.add_playlist(house.anna, "Short", house.fake.world.songs(1))
    house.fake.world.remove_playlist(playlist)
    read = await house.read(f"playlist:{playlist.id}")
    assert reason_of(read.entries) == "source_gone"
    assert reason_of((await house.read(f"album:{playlist.id}")).entries) == "source_gone"
    assert read.playlist.reference == f"playlist:{playlist.id}"


async def test_versions(house: House) -> None:
    world = house.fake.world
    songs = world.songs(3)
    playlist, album = world.add_playlist(house.anna, "P", songs[:1]), world.add_album("A")
    source, reference = house.source(), f"playlist:{playlist.id}"
    read = await house.read(reference)
    house.forget()
    assert await source.read_version(reference) == Known(read.playlist.version)
    (asked,) = house.asked()
    assert dict(asked.query)["fields"] == "snapshot_id"
    assert len(asked.answer) < 100
    world.put(playlist, songs[1])
    assert await source.read_version(reference) == Known(playlist.snapshot_id)
    assert playlist.snapshot_id != read.playlist.version
    empty = (await house.read("liked")).playlist.version
    assert await source.read_version("liked") == Known(empty)
    world.like(house.anna, songs[0])
    house.forget()
    now = await source.read_version("liked")
    assert now != Known(empty)
    assert dict(house.asked()[0].query)["limit"] == "1"
    assert now == Known((await house.read("liked")).playlist.version)
    assert await source.read_version(f"album:{album.id}") == Known(None)
    assert await house.source(None).read_version(reference) == Known(None)
    world.remove_playlist(playlist)
    assert await source.read_version(reference) == Unknown("not_found")


async def test_a_list_that_changes_while_it_is_read_is_not_known(house: House) -> None:
    playlist = house.fake.world.add_playlist(house.anna, "P", house.fake.world.songs(160))

    def watch(moment: str, request: object) -> None:
        if moment == "after" and "offset=100" in str(request.url):  # type: ignore[attr-defined]
            house.fake.world.put(playlist, playlist.items[0].content)

    house.fake.wire.watch = watch
    read = await house.read(f"playlist:{playlist.id}")
    assert reason_of(read.entries) == "odd_answer"


async def test_no_page_leads_to_another_host(house: House) -> None:
    """Where the next page is said to be is not looked at: it is asked for where the first one was."""
    house.fake.is_new(new=False, names="old")
    playlist = house.fake.world.add_playlist(house.anna, "P", house.fake.world.songs(120))
    read = await house.read(f"playlist:{playlist.id}")
    assert len(all_of(read.entries)) == 120
    own = house.fake.endpoints["api.spotify.com"].removeprefix("http://")
    assert {one.headers["Host"] for one in house.asked("/v1/*")} == {own}
    assert b"https://api.spotify.com" in house.asked("/v1/playlists/*")[0].answer


async def test_a_shape_that_nobody_knows_is_not_an_empty_list(house: House) -> None:
    playlist = house.fake.world.add_playlist(house.anna, "P", house.fake.world.songs(3))
    house.fail(Fault.EMPTY_PAGE, "/v1/playlists/*")
    assert reason_of((await house.read(f"playlist:{playlist.id}")).entries) == "odd_answer"


async def test_the_marks_of_all_playlists_come_with_their_list(house: House) -> None:
    songs = house.fake.world.songs(3)
    kept = [house.fake.world.add_playlist(house.anna, f"Mix {number}", songs) for number in range(120)]
    wanted = [f"playlist:{each.id}" for each in kept]
    source = house.source()
    told = await source.read_versions([*wanted, "liked", "album:" + "a" * 22, "playlist:" + "b" * 22])
    assert told == Known({f"playlist:{each.id}": each.snapshot_id for each in kept})
    assert len(house.asked("/v1/me/playlists")) == 3
    house.forget()
    first, last = kept[0], kept[-1]
    assert await source.read_versions([f"playlist:{first.id}"]) in (
        Known({f"playlist:{first.id}": first.snapshot_id}),
        Known({}),
    )
    assert len(house.asked()) == 1, "no more pages than there are playlists to ask for"
    house.forget()
    two = [f"playlist:{first.id}", f"playlist:{last.id}"]
    await source.read_versions(two)
    assert len(house.asked()) <= 2


async def test_marks_that_cannot_be_had_are_not_known(house: House) -> None:
    house.fail(Fault.FORBIDDEN, "/v1/me/playlists")
    assert isinstance(await house.source().read_versions(["playlist:" + "a" * 22]), Unknown)
    assert await house.source(None).read_versions(["playlist:" + "a" * 22]) == Known({})
