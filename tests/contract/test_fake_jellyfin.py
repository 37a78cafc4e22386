"""The fake Jellyfin speaks as Jellyfin 10.11 says in its contract, and keeps the state that it tells of."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from contract.openapi_contract import Contract
from contract.plain_client import PlainClient
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Library, Tags, Track, User
from fakes.serving import Fault

ACCEPTED = {
    "no path of the document is like /Users/": "the forms with the user in the path are there for old clients",
    "query parameter 'fields': $[0]": "lists are taken with commas, too, though described as repeated",
}
UNDESCRIBED = {
    "answered 400: status 400": "values that cannot be read are refused everywhere, by the framework",
    "answered 401: status 401": "a wrong password, also where no token is needed",
    "answered 404: status 404": "what is not there, also where only 200 is described",
    "answered 414: status 414": "Kestrel's answer to a request line over 8 kB",
    "answered 415: status 415": "the framework's answer to another content type",
    "no path of the document is like /Nowhere": "an unknown path, asked for on purpose",
    "method PATCH is not described": "an unknown method, asked for on purpose",
    "method DELETE is not described": "an unknown method, asked for on purpose",
}


@dataclass(frozen=True, slots=True)
class House:
    """A server with two libraries, an administrator and two members, of whom one has but one library."""

    fake: JellyfinFake
    music: Library
    kids: Library
    admin: User
    ann: User
    ben: User
    tracks: list[Track]
    song: Track


def said(token: str = "", device: str = "test") -> dict[str, str]:
    """Return the header a client identifies itself by."""
    ending = f', Token="{token}"' if token else ""
    head = f'MediaBrowser Client="Test, of course", Device="Here", DeviceId="{device}", Version="1.0"'
    return {"Authorization": head + ending}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    fake = JellyfinFake()
    music, kids = fake.add_library("Music"), fake.add_library("Kids", "/media/kids", "/media/more")
    tracks = [
        fake.add_track(
            music,
            Tags(
                title=f"Song {number}",
                artists=("Anna", "Ben") if number == 1 else ("Anna",),
                album="First" if number <= 5 else "Second",
                album_artist="Anna",
                track=(number - 1) % 5 + 1,
                year=2001,
                genres=("Pop",),
                ids=(("MusicBrainzRecording", f"00000000-0000-4000-8000-00000000000{number % 10}"),),
            ),
        )
        for number in range(1, 11)
    ]
    song = fake.add_track(kids, Tags(title="Lullaby", artists=("Carla",), album="Nights"))
    admin, ann = fake.add_user("Root", admin=True), fake.add_user("Ann")
    ben = fake.add_user("Ben", libraries=[music])
    async with fake:
        yield House(fake, music, kids, admin, ann, ben, tracks, song)


def client(house: House, user: User | None = None) -> PlainClient:
    """Return a client of a user; of nobody when there is none."""
    token = "" if user is None else house.fake.sign_in(user, user.name)
    return PlainClient(house.fake.address, said(token, "test" if user is None else user.name))


async def names(asked: PlainClient, path: str, **query: str) -> list[str]:
    answer = await asked.get(path, **query)
    assert answer.status == 200
    return [one["Name"] for one in answer.json["Items"]]


async def entries(asked: PlainClient, playlist: str) -> list[str]:
    return await names(asked, f"/Playlists/{playlist}/Items")


def listed(*tracks: Track) -> str:
    return ",".join(track.id for track in tracks)


async def visit_people(house: House, admin: PlainClient, nobody: PlainClient) -> None:
    """Ask all there is about who someone is."""
    assert (await nobody.get("/System/Info/Public")).json["Version"] == "10.11.11"
    assert (await nobody.get("/System/Ping")).json == (await nobody.post("/System/Ping")).json
    assert (await admin.get("/System/Info")).status == 200
    answer = await nobody.post("/Users/AuthenticateByName", {"Username": "Ann", "Pw": "secret"})
    assert answer.json["User"]["Id"] == house.ann.id
    assert len((await nobody.get("/Users/Public")).json) == 3
    assert len((await admin.get("/Users", isHidden="false")).json) == 3
    assert (await admin.get("/Users/Me")).json["Name"] == "Root"
    assert (await admin.get(f"/Users/{house.ben.id}")).json["Policy"]["EnabledFolders"] == [house.music.id]
    assert (await nobody.get("/QuickConnect/Enabled")).json is True
    request = (await nobody.post("/QuickConnect/Initiate")).json
    assert (await admin.post("/QuickConnect/Authorize", code=request["Code"])).json is True
    assert (await nobody.get("/QuickConnect/Connect", secret=request["Secret"])).json["Authenticated"] is True
    done = await nobody.post("/Users/AuthenticateWithQuickConnect", {"Secret": request["Secret"]})
    assert done.json["User"]["Name"] == "Root"
    async with PlainClient(house.fake.address, said(done.json["AccessToken"])) as leaving:
        assert (await leaving.post("/Sessions/Logout")).status == 204
        assert (await leaving.get("/Users/Me")).status == 401
    assert (await admin.post("/Auth/Keys", app="Test")).status == 204
    key = (await admin.get("/Auth/Keys")).json["Items"][0]["AccessToken"]
    assert (await admin.delete(f"/Auth/Keys/{key}")).status == 204


async def visit_libraries(house: House, admin: PlainClient) -> None:
    """Ask all there is about libraries, scans and tasks."""
    views = await names(admin, "/UserViews", userId=house.admin.id)
    assert views == await names(admin, f"/Users/{house.admin.id}/Views") == ["Kids", "Music"]
    folders = (await admin.get("/Library/VirtualFolders")).json
    assert folders[0]["Locations"] == ["/music/Music"]
    assert await names(admin, "/Library/MediaFolders") == ["Kids", "Music"]
    assert (await admin.post("/Library/Refresh")).status == 204
    tasks = {one["Key"]: one for one in (await admin.get("/ScheduledTasks", isHidden="false")).json}
    assert tasks["RefreshLibrary"]["State"] == "Running"
    await house.fake.scanner.wait()
    task = f"/ScheduledTasks/{tasks['RefreshLibrary']['Id']}"
    assert (await admin.get(task)).json["LastExecutionResult"]["Status"] == "Completed"
    assert (await admin.post(task.replace("/ScheduledTasks", "/ScheduledTasks/Running"))).status == 204
    update = {"Updates": [{"Path": "/music/Music/new.flac", "UpdateType": "Created"}]}
    assert (await admin.post("/Library/Media/Updated", update)).status == 204
    await house.fake.scanner.wait()


async def visit_items(house: House, admin: PlainClient, nobody: PlainClient) -> None:
    """Ask all there is about items."""
    every = "ProviderIds,Path,MediaSources,MediaStreams,Genres,DateCreated,ParentId,SortName,Overview,Tags"
    wide = {"recursive": "true", "fields": f"{every},Etag,CanDelete,CanDownload,ChildCount,MediaSourceCount"}
    for kind in ("Audio", "MusicAlbum", "MusicArtist", "Playlist"):
        answer = await admin.get("/Items", includeItemTypes=kind, userId=house.admin.id, **wide)
        assert answer.json["TotalRecordCount"] == len(answer.json["Items"])
    repeated = [
        ("recursive", "true"),
        ("includeItemTypes", "Audio"),
        ("fields", "Path"),
        ("fields", "Genres"),
    ]
    answer = await admin.ask("GET", "/Items", query=repeated)
    assert {"Path", "Genres"} <= answer.json["Items"][0].keys()
    assert await names(admin, f"/Users/{house.ann.id}/Items") == ["Kids", "Music"]
    assert (await admin.get("/Items/Counts", isFavorite="false")).json["SongCount"] == 11
    assert await names(admin, "/Artists", sortBy="SortName") == ["Anna", "Ben", "Carla"]
    assert await names(admin, "/Artists/AlbumArtists", parentId=house.music.id) == ["Anna"]
    track = house.tracks[0]
    for item in (track, track.album, track.artists[0], house.music):
        assert (await admin.get(f"/Items/{item.id}")).json["Name"] == item.name
    whole = (await admin.get(f"/Users/{house.ann.id}/Items/{track.id}")).json
    assert (await admin.post(f"/Items/{track.id}", whole | {"Name": "Song one"})).status == 204
    for path in (f"/UserFavoriteItems/{track.id}", f"/Users/{house.admin.id}/FavoriteItems/{track.id}"):
        assert (await admin.post(path)).json["IsFavorite"] is True
        assert (await admin.delete(path)).json["IsFavorite"] is False
    for path in (f"/UserItems/{track.id}/UserData", f"/Users/{house.admin.id}/Items/{track.id}/UserData"):
        assert (await admin.get(path)).json["PlayCount"] in {0, 3}
        assert (await admin.post(path, {"PlayCount": 3, "IsFavorite": True})).json["PlayCount"] == 3
    image = f"/Items/{track.album.id}/Images/Primary"
    sent = base64.b64encode(png(1, 2, 3))
    assert (await admin.ask("POST", image, sent, content_type="image/png")).status == 204
    assert (await nobody.get(image, maxWidth="300")).body == png(1, 2, 3)
    assert (await nobody.ask("HEAD", image)).status == 200
    assert (await admin.delete(image)).status == 204
    for method in ("GET", "HEAD"):
        assert (await nobody.ask(method, f"/Audio/{track.id}/stream")).status == 200
        assert (await admin.ask(method, f"/Audio/{track.id}/universal")).status == 200
    assert (await admin.delete(f"/Items/{house.song.id}")).status == 204


async def visit_videos(house: House, admin: PlainClient) -> None:
    """Ask all there is about films and shows, and say all there is to be said of them."""
    fake, own = house.fake, f"/Users/{house.admin.id}"
    films = fake.add_library("Films", collection="movies")
    shows = fake.add_library("Shows", collection="tvshows")
    film = fake.shelf.movie(films, "Heat", {"Imdb": "tt0113277"}, year=1995)
    show = fake.shelf.series(shows, "Dark", {"Tvdb": "334824"})
    episode = fake.shelf.episode(show, 1, 1, end=2)
    fake.shelf.episode(show, 1, 3, virtual=True)
    wide = {"recursive": "true", "fields": "ProviderIds,Path,DateCreated,ParentId", "sortBy": "DatePlayed"}
    for kind, count in (("Movie", 1), ("Series", 1), ("Season", 1), ("Episode", 2)):
        answer = await admin.get("/Items", includeItemTypes=kind, userId=house.admin.id, **wide)
        assert answer.json["TotalRecordCount"] == count
    there = await names(
        admin, "/Items", includeItemTypes="Episode", recursive="true", excludeLocationTypes="Virtual"
    )
    assert there == [episode.name]
    assert await names(admin, "/Items", parentId=show.id) == ["Season 1"]
    above = (await admin.get(f"/Items/{episode.id}/Ancestors", userId=house.admin.id)).json
    assert [one["Name"] for one in above] == ["Season 1", "Dark", "Shows"]
    assert (await admin.get(f"/Items/{episode.id}")).json["IndexNumberEnd"] == 2
    for path in (f"/UserPlayedItems/{film.id}", f"{own}/PlayedItems/{film.id}"):
        said = (await admin.post(path, datePlayed="2024-11-03T20:15:42Z")).json
        assert said["LastPlayedDate"] == "2024-11-03T20:15:42.0000000Z"
        assert said["Played"] is True
        assert await names(admin, "/Items", recursive="true", filters="IsPlayed") == ["Heat"]
        assert "LastPlayedDate" not in (await admin.delete(path)).json
    assert (await admin.post(f"/UserPlayedItems/{show.id}")).json["UnplayedItemCount"] == 0
    data = {"PlaybackPositionTicks": 6_000_000_000, "Rating": 7.5, "LastPlayedDate": "2024-11-03T20:15:42Z"}
    said = (await admin.post(f"/UserItems/{film.id}/UserData", data)).json
    assert (said["PlaybackPositionTicks"], said["Rating"], said["Likes"]) == (6_000_000_000, 7.5, True)
    assert await names(admin, "/Items", recursive="true", filters="IsResumable") == ["Heat"]
    for path in (f"/UserItems/{film.id}/Rating", f"{own}/Items/{film.id}/Rating"):
        assert (await admin.post(path, likes="false")).json["Rating"] == 1.0
        assert "Rating" not in (await admin.delete(path)).json
    playing = {"ItemId": film.id, "PositionTicks": 0}
    assert (await admin.post("/Sessions/Playing", playing)).status == 204
    playing["PositionTicks"] = 30_000_000_000
    assert (await admin.post("/Sessions/Playing/Progress", playing)).status == 204
    now = [one.get("NowPlayingItem", {}).get("Name") for one in (await admin.get("/Sessions")).json]
    assert "Heat" in now
    playing["PositionTicks"] = 59_000_000_000
    assert (await admin.post("/Sessions/Playing/Stopped", playing)).status == 204
    assert (await admin.get(f"/UserItems/{film.id}/UserData")).json["Played"] is True


async def visit_collections(house: House, admin: PlainClient) -> None:
    """Make a collection, look into it, fill and empty it."""
    fake = house.fake
    films = fake.add_library("More films", collection="movies")
    first, second = (fake.shelf.movie(films, name) for name in ("Ran", "Ikiru"))
    made = (await admin.post("/Collections", name="Old ones", ids=first.id)).json["Id"]
    assert await names(admin, "/Items", includeItemTypes="BoxSet", recursive="true") == ["Old ones"]
    items = f"/Collections/{made}/Items"
    for _ in range(2):
        assert (await admin.post(items, ids=second.id)).status == 204
    wanted = {"parentId": made, "includeItemTypes": "Movie", "sortBy": "SortName"}
    assert await names(admin, "/Items", **wanted) == ["Ikiru", "Ran"]
    assert (await admin.get("/Items/Counts")).json["BoxSetCount"] == 1
    fields = {"ids": made, "fields": "ChildCount"}
    [told] = (await admin.get("/Items", **fields)).json["Items"]
    assert (told["Type"], told["ChildCount"]) == ("BoxSet", 2)
    for one in (first, first, second):
        assert (await admin.delete(items, ids=one.id)).status == 204
    # What is empty stays.
    assert await names(admin, "/Items", parentId=made) == []
    assert (await admin.delete(f"/Items/{made}")).status == 204
    assert await names(admin, "/Items", includeItemTypes="BoxSet", recursive="true") == []


async def visit_playlists(house: House, admin: PlainClient) -> None:
    """Ask all there is about playlists."""
    first, second, third = house.tracks[:3]
    body = {"Name": "Mine", "Ids": [first.id], "MediaType": "Audio", "IsPublic": False, "Users": []}
    made = (await admin.post("/Playlists", body | {"UserId": house.admin.id})).json["Id"]
    path = f"/Playlists/{made}"
    assert (await admin.post(f"{path}/Items", ids=listed(second, third), userId=house.admin.id)).status == 204
    assert (await admin.post(f"{path}/Items/{third.id}/Move/0")).status == 204
    assert (await admin.delete(f"{path}/Items", entryIds=second.id)).status == 204
    assert (await admin.get(path)).json["ItemIds"] == [third.id, first.id]
    shown = await admin.get(f"{path}/Items", fields="ProviderIds", startIndex="1", limit="1")
    assert [one["PlaylistItemId"] for one in shown.json["Items"]] == [first.id]
    assert (await admin.post(path, {"Name": "Ours", "Ids": [second.id], "IsPublic": True})).status == 204
    share = f"{path}/Users/{house.ann.id}"
    assert (await admin.post(share, {"CanEdit": True})).status == 204
    assert (await admin.get(f"{path}/Users")).json == [{"UserId": house.ann.id, "CanEdit": True}]
    assert (await admin.get(share)).json["CanEdit"] is True
    assert (await admin.delete(share)).status == 204
    assert "Playlists" in await names(admin, "/UserViews")


async def visit_refusals(house: House, admin: PlainClient, member: PlainClient, nobody: PlainClient) -> None:
    """Ask for all that is refused."""
    track, gone = house.tracks[0], "0" * 31 + "1"
    body = {"Name": "x"}
    expected = [
        (nobody.get("/Items"), 401),
        (nobody.get("/Nowhere"), 404),
        (admin.ask("PATCH", "/Items"), 405),
        (admin.ask("DELETE", "/System/Ping"), 405),
        (member.get("/ScheduledTasks"), 403),
        (member.get("/Library/VirtualFolders"), 403),
        (member.post("/Library/Refresh"), 403),
        (member.post(f"/Items/{track.id}", {"Tags": [], "ProviderIds": {}}), 403),
        (member.get("/Items", userId=house.admin.id), 403),
        (member.delete(f"/Items/{track.id}"), 401),
        (member.get("/Items", parentId=house.kids.id), 401),
        (member.get(f"/Items/{house.song.id}"), 404),
        (admin.get("/Items", parentId=gone), 400),
        (admin.get("/Items", parentId="nonsense"), 400),
        (admin.get("/Items", limit="nonsense"), 400),
        (admin.get("/Items", minDateLastSaved="nonsense"), 400),
        (admin.get(f"/Items/{gone}"), 404),
        (admin.get("/Items/nonsense"), 400),
        (admin.get(f"/Users/{gone}"), 404),
        (admin.get(f"/Playlists/{gone}"), 404),
        (admin.get(f"/Playlists/{track.id}"), 404),
        (admin.post("/QuickConnect/Authorize"), 400),
        (admin.post("/QuickConnect/Authorize", code="1"), 404),
        (nobody.get("/QuickConnect/Connect"), 400),
        (nobody.get("/QuickConnect/Connect", secret="no"), 404),
        (admin.post("/Auth/Keys"), 400),
        (admin.post(f"/Items/{track.id}", body), 400),
        (admin.ask("POST", f"/Items/{track.id}", b"{", content_type="application/json"), 400),
        (admin.ask("POST", f"/Items/{track.id}", b"{}", content_type="text/plain"), 415),
        (admin.post(f"/Playlists/{gone}/Items/{track.id}/Move/nonsense"), 400),
        (admin.ask("GET", "/Items", query={"searchTerm": "x" * 8200}), 414),
        (admin.ask("POST", f"/Items/{track.id}/Images/Primary", b"x", content_type="text/plain"), 400),
    ]
    for place, (asked, status) in enumerate(expected):
        assert (await asked).status == status, f"number {place} of the refusals"


def unasked(fake: JellyfinFake) -> list[str]:
    """Return the ways in that nobody went with success."""
    ways = {(one.method, one.path) for one in fake.wire.journal if one.status in {200, 204}}
    found = [fake.routes.find(*way) for way in ways]
    gone = {id(one[0]) for one in found if isinstance(one, tuple)}
    return [f"{one.method} {'/'.join(one.segments)}" for one in fake.routes if id(one) not in gone]


async def test_everything_is_as_the_contract_says(house: House) -> None:
    contract = Contract.load(contract_path("jellyfin-10.11.11.json"), any_case=True)
    fake = house.fake
    async with client(house, house.admin) as admin, client(house) as nobody:
        await visit_people(house, admin, nobody)
        await visit_libraries(house, admin)
        await visit_items(house, admin, nobody)
        await visit_playlists(house, admin)
        await visit_videos(house, admin)
        await visit_collections(house, admin)
    assert unasked(fake) == []
    assert problems_of(contract, fake.wire.journal, accepted=ACCEPTED, all_occur=True) == []


async def test_what_is_refused_is_refused_as_described(house: House) -> None:
    contract = Contract.load(contract_path("jellyfin-10.11.11.json"), any_case=True)
    async with client(house, house.admin) as admin, client(house, house.ben) as ben, client(house) as nobody:
        await visit_refusals(house, admin, ben, nobody)
        wrong = {"Username": "Ann", "Pw": "no"}
        assert (await nobody.post("/Users/AuthenticateByName", wrong)).status == 401
    # What was asked is wrong on purpose: only what was answered is held to the contract.
    problems = problems_of(contract, house.fake.wire.journal, accepted=UNDESCRIBED, all_occur=True)
    assert [one for one in problems if " answered " in one or "never occurs" in one] == []


async def test_a_track_says_what_a_recorded_one_says(house: House) -> None:
    """All that a real server says of a track is said, but for what needs a picture or the file itself."""
    folder = recorded_path("music_assistant_server") / "server" / "providers" / "jellyfin" / "fixtures"
    fields = "ProviderIds,MediaSources,MediaStreams,SortName,CanDownload"
    async with client(house, house.admin) as admin:
        for name, kind, own in (
            ("tracks/zombie_christmas", "Audio", {"AlbumPrimaryImageTag", "NormalizationGain"}),
            ("albums/this_is_christmas", "MusicAlbum", {"NormalizationGain"}),
            ("artists/ash", "MusicArtist", {"RunTimeTicks"}),
        ):
            recorded = json.loads((folder / f"{name}.json").read_text())
            query = {"includeItemTypes": kind, "recursive": "true", "fields": fields, "limit": "1"}
            query["parentId"] = house.music.id
            (item,) = (await admin.get("/Items", **query)).json["Items"]
            assert recorded.keys() - item.keys() - own == set()
            for inner in ("MediaSources", "MediaStreams"):
                if inner in recorded:
                    missing = recorded[inner][0].keys() - item[inner][0].keys()
                    assert missing <= {"CodecTag", "Language", "Profile"}


async def test_pages_hold_everything_once(house: House) -> None:
    async with client(house, house.admin) as admin:
        seen: list[str] = []
        for start in range(0, 12, 4):
            query = {"recursive": "true", "includeItemTypes": "Audio", "startIndex": str(start), "limit": "4"}
            page = (await admin.get("/Items", **query)).json
            assert (page["TotalRecordCount"], page["StartIndex"]) == (11, start)
            assert not {"Path", "ProviderIds", "MediaSources", "DateCreated"} & page["Items"][0].keys()
            seen += [one["Id"] for one in page["Items"]]
        assert sorted(seen) == sorted(one.id for one in [*house.tracks, house.song])
        beyond = await admin.get("/Items", recursive="true", startIndex="100", includeItemTypes="Audio")
        assert (beyond.json["Items"], beyond.json["TotalRecordCount"]) == ([], 11)
        few = {"recursive": "true", "includeItemTypes": "Audio", "limit": "3"}
        assert (await admin.get("/Items", enableTotalRecordCount="false", **few)).json[
            "TotalRecordCount"
        ] == 3
        house.fake.wire.fail(Fault.EMPTY_PAGE, "/Items", times=1)
        spoilt = (await admin.get("/Items", **few)).json
        assert (spoilt["Items"], spoilt["TotalRecordCount"]) == ([], 11)
        assert len((await admin.get("/Items", **few)).json["Items"]) == 3


async def test_lists_are_narrowed_and_ordered(house: House) -> None:
    async with client(house, house.admin) as admin:
        audio = {"recursive": "true", "includeItemTypes": "Audio"}
        assert len(await names(admin, "/Items", parentId=house.music.id, **audio)) == 10
        assert await names(admin, "/Items", parentId=house.tracks[0].album.id) == [
            f"Song {n}" for n in range(1, 6)
        ]
        assert await names(admin, "/Items", searchTerm="lull", **audio) == ["Lullaby"]
        down = await names(admin, "/Items", sortBy="Name", sortOrder="Descending", limit="2", **audio)
        assert down == ["Song 9", "Song 8"]
        both = f"{house.song.id},nonsense,{house.tracks[0].id}"
        assert await names(admin, "/Items", ids=both, sortBy="Name") == ["Lullaby", "Song 1"]
        # What is no id is passed over, and an empty list of ids narrows nothing.
        assert len(await names(admin, "/Items", ids="nonsense", **audio)) == 11
        dashed = "-".join(house.music.id[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))
        assert len(await names(admin, "/Items", parentId=dashed.upper(), **audio)) == 10


async def test_what_was_saved_since_is_found(house: House) -> None:
    fake, now = house.fake, datetime.now(UTC) + timedelta(hours=1)
    fake.now = lambda: now
    before = (now - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    async with client(house, house.admin) as admin:
        audio = {"recursive": "true", "includeItemTypes": "Audio", "minDateLastSaved": before}
        assert await names(admin, "/Items", **audio) == []
        await admin.post(f"/UserFavoriteItems/{house.tracks[0].id}")
        assert await names(admin, "/Items", **audio) == []
        for_user = {"recursive": "true", "includeItemTypes": "Audio", "minDateLastSavedForUser": before}
        assert await names(admin, "/Items", **for_user) == []
        fake.edit_track(house.tracks[1], replace(house.tracks[1].tags, title="Song two"))
        whole = (await admin.get(f"/Items/{house.tracks[2].id}")).json
        await admin.post(f"/Items/{house.tracks[2].id}", whole | {"Overview": "Good.", "Tags": ["a"]})
        assert await names(admin, "/Items", **audio) == ["Song two", "Song 3"]
        assert (await admin.get(f"/Items/{house.tracks[2].id}")).json["Overview"] == "Good."
        album = await names(admin, "/Items", **audio | {"includeItemTypes": "MusicAlbum"})
        assert album == ["First"]


async def test_members_see_their_libraries_only(house: House) -> None:
    async with client(house, house.ben) as ben, client(house, house.ann) as ann:
        assert await names(ben, "/UserViews") == ["Music"]
        assert await names(ann, "/UserViews") == ["Kids", "Music"]
        assert len(await names(ben, "/Items", recursive="true", includeItemTypes="Audio")) == 10
        assert await names(ben, "/Artists") == ["Anna", "Ben"]
        assert (await ben.get("/Items/Counts")).json["SongCount"] == 10
        assert (await ben.post(f"/UserFavoriteItems/{house.song.id}")).status == 404
        house.fake.grant(house.ben, None)
        assert await names(ben, "/UserViews") == ["Kids", "Music"]
        assert len(await names(ben, "/Items", recursive="true", includeItemTypes="Audio")) == 11


async def test_favorites_are_each_users_own(house: House) -> None:
    track = house.tracks[3]
    liked = {"recursive": "true", "includeItemTypes": "Audio", "filters": "IsFavorite"}
    async with client(house, house.ben) as ben, client(house, house.ann) as ann:
        assert (await ben.post(f"/UserFavoriteItems/{track.id}")).json["IsFavorite"] is True
        assert await names(ben, "/Items", **liked) == ["Song 4"]
        assert await names(ann, "/Items", **liked) == []
        assert (await ann.post(f"/UserFavoriteItems/{track.id}", userId=house.ben.id)).status == 403
        assert (await ben.delete(f"/UserFavoriteItems/{track.id}")).json["IsFavorite"] is False
        assert await names(ben, "/Items", **liked) == []


async def test_a_track_is_in_a_playlist_once(house: House) -> None:
    one, two, three = house.tracks[:3]
    async with client(house, house.ben) as ben:
        query = {"name": "Mix", "ids": listed(one, two, one), "mediaType": "Audio"}
        made = (await ben.post("/Playlists", **query)).json["Id"]
        assert await entries(ben, made) == ["Song 1", "Song 2"]
        assert (await ben.post(f"/Playlists/{made}/Items", ids=listed(three, one, three))).status == 204
        assert await entries(ben, made) == ["Song 1", "Song 2", "Song 3"]
        assert (await ben.post(f"/Playlists/{made}/Items", ids=f"{'0' * 31}7,{house.song.id}")).status == 204
        assert len(await entries(ben, made)) == 3
        ids = [three.id, two.id, three.id, one.id]
        assert (await ben.post(f"/Playlists/{made}", {"Ids": ids})).status == 204
        assert await entries(ben, made) == ["Song 3", "Song 2", "Song 1"]
        assert (await ben.post(f"/Playlists/{made}/Items", ids=house.tracks[7].album.id)).status == 204
        assert (await entries(ben, made))[3:] == [f"Song {n}" for n in range(6, 11)]
        # An id in another form removes nothing, without a word.
        assert (await ben.delete(f"/Playlists/{made}/Items", entryIds=two.id.upper())).status == 204
        assert "Song 2" in await entries(ben, made)
        assert (await ben.delete(f"/Playlists/{made}/Items", entryIds=listed(two, three))).status == 204
        assert (await entries(ben, made))[0] == "Song 1"
        house.fake.remove_track(one)
        assert (await entries(ben, made))[0] == "Song 6"


@pytest.mark.parametrize(
    ("moved", "index", "order"),
    [(0, 2, "23145"), (4, 1, "15234"), (3, 0, "41235"), (0, 4, "23451"), (0, 5, "23451"), (2, 2, "12345")],
)
async def test_places_move(house: House, moved: int, index: int, order: str) -> None:
    made = house.fake.add_playlist("Mix", house.ben, house.tracks[:5])
    async with client(house, house.ben) as ben:
        path = f"/Playlists/{made.id}/Items/{house.tracks[moved].id}/Move/{index}"
        assert (await ben.post(path)).status == 204
        assert await entries(ben, made.id) == [f"Song {number}" for number in order]
        assert (await ben.post(path.replace(f"Move/{index}", "Move/6"))).status == 500


async def test_playlists_belong_to_someone(house: House) -> None:
    made = house.fake.add_playlist("Mine", house.ann, [*house.tracks[:2], house.song])
    path = f"/Playlists/{made.id}"
    playlists = {"recursive": "true", "includeItemTypes": "Playlist"}
    async with client(house, house.ann) as ann, client(house, house.ben) as ben:
        assert await names(ann, "/Items", **playlists) == ["Mine"]
        assert await names(ben, "/Items", **playlists) == []
        # What is private is not there for others, be they administrator.
        async with client(house, house.admin) as admin:
            assert (await admin.get(path)).status == 404
            assert (await admin.post(f"{path}/Items", ids="", userId=house.ann.id)).status == 204
        assert (await ben.post(f"{path}/Items", ids=house.tracks[2].id)).status == 404
        assert (await ann.post(path, {"IsPublic": True})).status == 204
        # Those who see it but may not edit it are refused; they see what they have access to.
        assert await entries(ben, made.id) == ["Song 1", "Song 2"]
        assert (await ben.post(f"{path}/Items", ids=house.tracks[2].id)).status == 403
        assert (await ben.post(path, {"Name": "His"})).status == 403
        assert (await ben.get(f"{path}/Users")).status == 403
        assert (await ann.post(f"{path}/Users/{house.ben.id}", {"CanEdit": True})).status == 204
        assert (await ben.post(f"{path}/Items", ids=house.tracks[2].id)).status == 204
        assert await entries(ann, made.id) == ["Song 1", "Song 2", "Lullaby", "Song 3"]
        assert (await ben.delete(f"/Items/{made.id}")).status == 401
        assert (await ann.delete(f"/Items/{made.id}")).status == 204
        assert (await ann.get(path)).status == 404


async def test_collections_are_kept_by_who_may(house: House) -> None:
    film = house.fake.shelf.movie(house.fake.add_library("Films", collection="movies"), "Heat")
    kept = house.fake.add_collection("Kept", film)
    async with client(house, house.ann) as ann, client(house, house.ben) as ben:
        assert (await ann.post("/Collections", name="Mine")).status == 403
        assert (await ann.post(f"/Collections/{kept.id}/Items", ids=film.id)).status == 403
        house.ann.collects = True
        assert (await ann.post("/Collections", name="Mine")).status == 200
        assert (await ann.get("/Users/Me")).json["Policy"]["EnableCollectionManagement"] is True
        # Where one of them is not there, none is put in.
        there = ",".join([film.id, "0" * 31 + "1"])
        assert (await ann.post(f"/Collections/{kept.id}/Items", ids=there)).status == 400
        every = {"includeItemTypes": "BoxSet", "recursive": "true", "sortBy": "SortName"}
        assert await names(ann, "/Items", **every) == ["Kept", "Mine"]
        # What is only of libraries that somebody does not see is not seen.
        assert await names(ben, "/Items", **every) == ["Mine"]


async def test_keys_are_administrator_and_nobody(house: House) -> None:
    made = house.fake.add_playlist("Mine", house.ann, house.tracks[:2])
    key = house.fake.new_key()
    ways = [
        {"X-Emby-Token": key},
        {"X-MediaBrowser-Token": key},
        {"Authorization": f'MediaBrowser Token="{key}"'},
    ]
    async with PlainClient(house.fake.address, {}) as asked:
        for headers in ways:
            assert (await asked.ask("GET", "/ScheduledTasks", headers=headers)).status == 200
        for name in ("ApiKey", "api_key"):
            assert (await asked.get("/ScheduledTasks", **{name: key})).status == 200
        assert (await asked.get("/ScheduledTasks", ApiKey="wrong")).status == 401
    async with PlainClient(house.fake.address, ways[0]) as asked:
        answer = await asked.get("/Items", recursive="true", includeItemTypes="Audio", limit="1")
        assert answer.json["TotalRecordCount"] == 11
        assert "UserData" not in answer.json["Items"][0]
        assert (await asked.get("/Users/Me")).status == 400
        assert (await asked.get(f"/Items/{house.song.id}")).status == 400
        assert (await asked.get(f"/Items/{house.song.id}", userId=house.ann.id)).status == 200
        # Playlists are looked up by who asks, and a key is nobody; only some routes take a user.
        assert (await asked.get(f"/Playlists/{made.id}")).status == 400
        assert (await asked.delete(f"/Playlists/{made.id}/Items", entryIds="")).status == 400
        assert (await asked.get(f"/Playlists/{made.id}/Items", userId=house.ann.id)).status == 200
        for_ann = {"ids": house.song.id, "userId": house.ann.id}
        assert (await asked.post(f"/Playlists/{made.id}/Items", **for_ann)).status == 204
        assert [entry.track.name for entry in made.entries] == ["Song 1", "Song 2", "Lullaby"]


async def test_signing_in_again_ends_what_was_before(house: House) -> None:
    body = {"Username": "ann", "Pw": "secret"}
    async with client(house) as nobody:
        first = (await nobody.post("/Users/AuthenticateByName", body)).json["AccessToken"]
        second = (await nobody.post("/Users/AuthenticateByName", body)).json["AccessToken"]
        assert (await nobody.ask("GET", "/Users/Me", headers=said(first))).status == 401
        assert (await nobody.ask("GET", "/Users/Me", headers=said(second))).json["Name"] == "Ann"
        house.ann.disabled = True
        assert (await nobody.ask("GET", "/Users/Me", headers=said(second))).status == 401
        assert (await nobody.post("/Users/AuthenticateByName", body)).status == 403
    async with PlainClient(house.fake.address, {}) as silent:
        assert (await silent.post("/Users/AuthenticateByName", body)).status == 400


async def test_quick_connect_needs_someones_word(house: House) -> None:
    async with client(house) as nobody:
        request = (await nobody.post("/QuickConnect/Initiate")).json
        assert len(request["Code"]) == 6
        secret = {"Secret": request["Secret"]}
        assert (await nobody.get("/QuickConnect/Connect", secret=request["Secret"])).json[
            "Authenticated"
        ] is False
        assert (await nobody.post("/Users/AuthenticateWithQuickConnect", secret)).status == 404
        house.fake.approve(request["Code"], house.ben)
        assert (await nobody.get("/QuickConnect/Connect", secret=request["Secret"])).json[
            "Authenticated"
        ] is True
        token = (await nobody.post("/Users/AuthenticateWithQuickConnect", secret)).json["AccessToken"]
        assert (await nobody.ask("GET", "/Users/Me", headers=said(token))).json["Name"] == "Ben"
        house.fake.quick_connect = False
        assert (await nobody.get("/QuickConnect/Enabled")).json is False
        assert (await nobody.post("/QuickConnect/Initiate")).status == 401


async def test_files_become_tracks_after_a_scan(house: House) -> None:
    fake = house.fake
    fake.scanner.seconds = None
    fake.put_file("/media/more/a/New song.flac", Tags(title="New song", artists=("Dora",)))
    fake.put_file("/elsewhere/Not ours.flac", Tags(title="Not ours"))
    async with client(house, house.admin) as admin:
        audio = {"recursive": "true", "includeItemTypes": "Audio", "parentId": house.kids.id}
        await admin.post("/Library/Refresh")
        task = f"/ScheduledTasks/{fake.scan_id}"
        running = (await admin.get(task)).json
        assert (running["State"], running["CurrentProgressPercentage"]) == ("Running", 50)
        assert await names(admin, "/Items", **audio) == ["Lullaby"]
        fake.scanner.finish()
        assert (await admin.get(task)).json["State"] == "Idle"
        assert await names(admin, "/Items", sortBy="Name", **audio) == ["Lullaby", "New song"]
        assert await names(admin, "/Artists", searchTerm="Not") == []
        before = (await admin.get("/Items", searchTerm="New song", **audio)).json["Items"][0]["Id"]
        fake.delete_file("/media/more/a/New song.flac")
        fake.put_file("/music/Music/late.flac", Tags(title="Late"))
        fake.scanner.seconds = 0.01
        update = {"Updates": [{"Path": "/media/more/a", "UpdateType": "Deleted"}]}
        assert (await admin.post("/Library/Media/Updated", update)).status == 204
        # Only what was reported is looked at, and no task is seen to run meanwhile.
        assert (await admin.get(task)).json["State"] == "Idle"
        async with asyncio.timeout(5):
            await fake.scanner.wait()
        assert await names(admin, "/Items", **audio) == ["Lullaby"]
        assert await names(admin, "/Items", recursive="true", searchTerm="Late") == []
        # What comes back to the same path has the same id again.
        fake.put_file("/media/more/a/New song.flac", Tags(title="New song", artists=("Dora",)))
        await admin.post("/Library/Refresh")
        async with asyncio.timeout(5):
            await fake.scanner.wait()
        assert (await admin.get("/Items", searchTerm="New song", **audio)).json["Items"][0]["Id"] == before
        assert await names(
            admin, "/Items", recursive="true", searchTerm="Late", includeItemTypes="Audio"
        ) == ["Late"]


async def test_all_ids_change_at_once(house: House) -> None:
    made = house.fake.add_playlist("Mix", house.ben, house.tracks[:2])
    old = house.tracks[0].id
    house.fake.set_favorite(house.ben, house.tracks[0])
    house.fake.change_ids()
    async with client(house, house.ben) as ben:
        assert (await ben.get(f"/Items/{old}")).status == 404
        assert house.tracks[0].id != old
        assert await entries(ben, made.id) == ["Song 1", "Song 2"]
        assert (await ben.get(f"/Items/{house.tracks[0].id}")).json["UserData"]["IsFavorite"] is True


async def test_pictures_are_real_ones(house: House) -> None:
    album, made = house.tracks[0].album, house.fake.add_playlist("Mix", house.ann)
    async with client(house, house.admin) as admin, client(house, house.ann) as ann:
        assert (await admin.get(f"/Items/{album.id}/Images/Primary")).status == 404
        house.fake.set_image(album)
        answer = await admin.get(f"/Items/{album.id}/Images/Primary")
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.body.startswith(b"\x89PNG")
        tag = (await admin.get(f"/Items/{album.id}")).json["ImageTags"]["Primary"]
        assert (await admin.get(f"/Items/{house.tracks[0].id}")).json["AlbumPrimaryImageTag"] == tag
        path, sent = f"/Items/{made.id}/Images/Primary", base64.b64encode(png(9, 9, 9))
        assert (await ann.ask("POST", path, sent, content_type="image/png")).status == 403
        assert (await admin.ask("POST", path, sent, content_type="image/png")).status == 204
        assert (await admin.ask("POST", path, b"\x89PNG", content_type="image/png")).status == 500
        assert (await ann.get(path)).body == png(9, 9, 9)


async def test_a_large_library_is_read_quickly() -> None:
    fake = JellyfinFake()
    library, user = fake.add_library("Music"), fake.add_user("Root", admin=True)
    fake.fill(library, 100_000)
    async with fake, PlainClient(fake.address, said(fake.sign_in(user))) as admin:
        spent = []
        for start in range(0, 10_000, 1000):
            query = {
                "recursive": "true",
                "includeItemTypes": "Audio",
                "fields": "ProviderIds,Path,MediaSources",
            }
            began = time.process_time()
            answer = await admin.get("/Items", startIndex=str(start), limit="1000", **query)
            spent.append(time.process_time() - began)
            assert answer.status == 200
            assert len(answer.json["Items"]) == 1000
        # Half of the pages, since the machine is shared with others who are at work.
        assert sorted(spent)[4] < 0.6, "60 ms on a machine with nothing else to do"
