"""The fake Emby speaks as Emby 4.8 says in its contract, and keeps the state that it tells of."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from contract.openapi_contract import Contract
from contract.plain_client import PlainClient
from contract.shared_data import contract_path, problems_of
from fakes.emby import EmbyFake
from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Library, Tags, Track, User
from fakes.serving import Fault

FORM = "application/x-www-form-urlencoded"
ACCEPTED = {
    "answered 204: status 204": "what has nothing to say is 204 on real servers, described as 200",
    "POST /emby/Playlists: query parameter 'UserId'": "whose playlist it is; keys have to say it",
    "content type application/x-www-form-urlencoded": "signing in with a form is older than the document",
    "content type image/png is not described": "described as octets, taken with the type of the picture",
    "GET /Items: query parameter 'EnableTotalRecordCount'": "not described, and heeded",
    "Views: query parameter 'IncludeExternalContent' is missing": "described as needed, and never needed",
    "stream: query parameter 'Container' is missing": "described as needed, and not needed for a file as it is",
}
UNDESCRIBED = {
    "answered 414: status 414": "Kestrel's answer to a request line over 8 kB",
    "no path of the document is like": "unknown paths, asked for on purpose",
    "is not described for": "unknown methods, asked for on purpose",
}


@dataclass(frozen=True, slots=True)
class House:
    """A server with two libraries, an administrator and two members, of whom one has but one library."""

    fake: EmbyFake
    music: Library
    kids: Library
    admin: User
    ann: User
    ben: User
    tracks: list[Track]
    song: Track


def said(token: str = "") -> dict[str, str]:
    """Return the headers a client identifies itself by."""
    about = 'Emby Client="Test", Device="Here", DeviceId="test", Version="1.0"'
    return {"X-Emby-Authorization": about} | ({"X-Emby-Token": token} if token else {})


@pytest.fixture
async def house() -> AsyncIterator[House]:
    fake = EmbyFake()
    music, kids = fake.add_library("Music"), fake.add_library("Kids", "/media/kids", "/media/more")
    tracks = [
        fake.add_track(
            music,
            Tags(
                title=f"Song {number}",
                artists=("Anna",),
                album="First" if number <= 5 else "Second",
                track=(number - 1) % 5 + 1,
                year=2001,
                genres=("Pop",),
                ids=(("MusicBrainzTrack", "a"), ("MusicBrainzRecording", "b")),
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
    return PlainClient(house.fake.address, said("" if user is None else house.fake.sign_in(user, user.name)))


async def names(asked: PlainClient, path: str, **query: str) -> list[str]:
    answer = await asked.get(path, **query)
    assert answer.status == 200
    return [one["Name"] for one in answer.json["Items"]]


async def places(asked: PlainClient, playlist: str) -> list[tuple[str, str]]:
    """Return the names in a playlist with the ids of their places."""
    answer = await asked.get(f"/Playlists/{playlist}/Items")
    return [(one["Name"], one["PlaylistItemId"]) for one in answer.json["Items"]]


def listed(*tracks: Track) -> str:
    return ",".join(track.id for track in tracks)


async def visit_people(house: House, admin: PlainClient, nobody: PlainClient) -> None:
    """Ask all there is about who someone is, once below /emby and once not."""
    assert (await nobody.get("/emby/System/Info/Public")).json["Version"] == "4.8.11.0"
    for method in ("GET", "POST", "HEAD"):
        assert (await nobody.ask(method, "/System/Ping")).status == 200
    assert (await admin.get("/System/Info")).json["Id"] == house.fake.id
    body = {"Username": "Ann", "Pw": "secret"}
    for path in ("/emby/Users/AuthenticateByName", "/Users/AuthenticateByName"):
        assert (await nobody.post(path, body)).json["User"]["Id"] == house.ann.id
        form = urlencode(body).encode()
        assert (await nobody.ask("POST", path, form, content_type=FORM)).json["User"]["Name"] == "Ann"
    assert len((await nobody.get("/Users/Public")).json) == 3
    users = (await admin.get("/emby/Users/Query", StartIndex="1", Limit="1")).json
    assert ([one["Name"] for one in users["Items"]], users["TotalRecordCount"]) == (["Ben"], 3)
    guid = house.fake.shapes.library_guid(house.music)
    assert (await admin.get(f"/Users/{house.ben.id}")).json["Policy"]["EnabledFolders"] == [guid]
    assert (await admin.post("/Auth/Keys", App="Test")).status == 204
    assert (await admin.get("/Auth/Keys")).json["Items"][0]["AppName"] == "Test"


async def visit_libraries(house: House, admin: PlainClient) -> None:
    """Ask all there is about libraries, scans and tasks."""
    assert await names(admin, f"/emby/Users/{house.admin.id}/Views") == ["Music", "Kids"]
    folders = (await admin.get("/Library/SelectableMediaFolders")).json
    assert [one["Path"] for one in folders[1]["SubFolders"]] == ["/media/kids", "/media/more"]
    assert await names(admin, "/Library/MediaFolders") == ["Music", "Kids"]
    assert (await admin.get("/Library/VirtualFolders/Query")).json["Items"][0]["RefreshStatus"] == "Idle"
    assert (await admin.post("/Library/Refresh")).status == 204
    (scan,) = (await admin.get("/ScheduledTasks", IsHidden="false")).json
    assert scan["State"] == "Running"
    await house.fake.scanner.wait()
    assert (await admin.get(f"/ScheduledTasks/{scan['Id']}")).json["LastExecutionResult"][
        "Status"
    ] == "Completed"
    assert (await admin.post(f"/ScheduledTasks/Running/{scan['Id']}")).status == 204
    update = {"Updates": [{"Path": "/music/Music/new.flac", "UpdateType": "Created"}]}
    assert (await admin.post("/Library/Media/Updated", update)).status == 204
    await house.fake.scanner.wait()


async def visit_items(house: House, admin: PlainClient, nobody: PlainClient) -> None:
    """Ask all there is about items."""
    own = f"/Users/{house.admin.id}"
    every = "ProviderIds,Path,MediaSources,MediaStreams,Genres,DateCreated,ParentId,SortName,Overview,Tags"
    wide = {"Recursive": "true", "Fields": f"{every},Etag,CanDelete,ChildCount,ProductionYear,Container,Size"}
    for kind in ("Audio", "MusicAlbum", "MusicArtist", "Playlist"):
        answer = await admin.get(f"/emby{own}/Items", IncludeItemTypes=kind, **wide)
        assert answer.json["TotalRecordCount"] == len(answer.json["Items"])
    few = {"Recursive": "true", "IncludeItemTypes": "Audio", "Limit": "2", "EnableTotalRecordCount": "false"}
    assert (await admin.get("/Items", **few)).json["TotalRecordCount"] == 0
    assert (await admin.get("/Items/Counts", UserId=house.admin.id)).json["SongCount"] == 11
    assert await names(admin, "/Artists", SortBy="SortName", UserId=house.admin.id) == ["Anna", "Carla"]
    assert await names(admin, "/Artists/AlbumArtists", ParentId=house.music.id) == ["Anna"]
    track = house.tracks[0]
    for item in (track, track.album, track.artists[0], house.music):
        assert (await admin.get(f"{own}/Items/{item.id}")).json["Name"] == item.name
    whole = (await admin.get(f"{own}/Items/{track.id}")).json
    assert (await admin.post(f"/Items/{track.id}", whole | {"Name": "Song one"})).status == 204
    favorite = f"{own}/FavoriteItems/{track.id}"
    for undo in (admin.delete(favorite), admin.post(f"{favorite}/Delete")):
        assert (await admin.post(favorite)).json["IsFavorite"] is True
        assert (await undo).json["IsFavorite"] is False
    image = f"/Items/{track.album.id}/Images/Primary"
    for undo in (admin.delete(image), admin.post(f"{image}/Delete")):
        sent = base64.b64encode(png(1, 2, 3))
        assert (await admin.ask("POST", image, sent, content_type="image/png")).status == 204
        assert (await nobody.get(image, MaxWidth="300")).body == png(1, 2, 3)
        assert (await nobody.ask("HEAD", image)).status == 200
        assert (await undo).status == 204
    for method in ("GET", "HEAD"):
        assert (await admin.ask(method, f"/Audio/{track.id}/stream", query={"Static": "true"})).status == 200
        assert (await admin.ask(method, f"/Audio/{track.id}/universal")).status == 200
    assert (await admin.delete(f"/Items/{house.song.id}")).status == 204
    assert (await admin.post(f"/Items/{house.tracks[9].id}/Delete")).status == 204
    assert (await admin.delete("/Items", Ids=house.tracks[8].id)).status == 204
    assert (await admin.post("/Items/Delete", Ids=house.tracks[7].id)).status == 204
    assert (await admin.get("/Items/Counts")).json["SongCount"] == 7


async def visit_videos(house: House, admin: PlainClient) -> None:
    """Ask all there is about films and shows, and say all there is to be said of them."""
    fake, own = house.fake, f"/Users/{house.admin.id}"
    films = fake.add_library("Films", collection="movies")
    shows = fake.add_library("Shows", collection="tvshows")
    film = fake.shelf.movie(films, "Heat", {"Imdb": "tt0113277"}, year=1995)
    show = fake.shelf.series(shows, "Dark", {"Tvdb": "334824"})
    episode = fake.shelf.episode(show, 1, 1, end=2)
    fields = "ProviderIds,Path,DateCreated,PremiereDate,ProductionYear"
    wide = {"Recursive": "true", "Fields": fields, "SortBy": "DatePlayed"}
    for kind in ("Movie", "Series", "Season", "Episode"):
        answer = await admin.get("/Items", IncludeItemTypes=kind, UserId=house.admin.id, **wide)
        assert answer.json["TotalRecordCount"] == 1
    above = (await admin.get(f"/Items/{episode.id}/Ancestors", UserId=house.admin.id)).json
    assert [one["Name"] for one in above] == ["Season 1", "Dark", "Shows"]
    played, item = f"{own}/PlayedItems/{film.id}", f"{own}/Items/{film.id}"
    for undo in (admin.delete(played), admin.post(f"{played}/Delete")):
        said = (await admin.post(played, DatePlayed="20241103201542")).json
        assert said["LastPlayedDate"] == "2024-11-03T20:15:42.0000000Z"
        assert said["Played"] is True
        assert (await undo).json["Played"] is False
    data = (await admin.get(item)).json["UserData"] | {"PlaybackPositionTicks": 6_000_000_000}
    assert (await admin.post(f"{item}/UserData", data | {"Played": True, "IsFavorite": True})).status == 204
    said = (await admin.get(item)).json["UserData"]
    assert (said["PlaybackPositionTicks"], said["Played"], said["IsFavorite"]) == (6_000_000_000, True, True)
    assert await names(admin, f"{own}/Items", Recursive="true", Filters="IsResumable") == ["Heat"]
    # It is written whole: what is left out is taken back.
    assert (await admin.post(f"{item}/UserData", {"PlaybackPositionTicks": 1})).status == 204
    said = (await admin.get(item)).json["UserData"]
    assert (said["Played"], said["IsFavorite"]) == (False, False)
    assert (await admin.post(f"{item}/Rating", Likes="true")).json["Rating"] == 10.0
    assert "Rating" not in (await admin.delete(f"{item}/Rating")).json
    playing = {"ItemId": film.id, "PositionTicks": 0}
    assert (await admin.post("/Sessions/Playing", playing)).status == 204
    playing["PositionTicks"] = 30_000_000_000
    assert (await admin.post("/Sessions/Playing/Progress", playing)).status == 204
    now = [one.get("NowPlayingItem", {}).get("Name") for one in (await admin.get("/Sessions")).json]
    assert "Heat" in now
    playing["PositionTicks"] = 59_000_000_000
    assert (await admin.post("/Sessions/Playing/Stopped", playing)).status == 204
    assert (await admin.get(item)).json["UserData"]["Played"] is True


async def visit_collections(house: House, admin: PlainClient) -> None:
    """Make a collection, look into it, fill and empty it."""
    fake = house.fake
    films = fake.add_library("More films", collection="movies")
    first, second = (fake.shelf.movie(films, name) for name in ("Ran", "Ikiru"))
    made = (await admin.post("/Collections", Name="Old ones", Ids=first.id)).json["Id"]
    assert await names(admin, "/Items", IncludeItemTypes="BoxSet", Recursive="true") == ["Old ones"]
    items = f"/Collections/{made}/Items"
    for _ in range(2):
        assert (await admin.post(items, Ids=second.id)).status == 204
    wanted = {"ParentId": made, "IncludeItemTypes": "Movie", "SortBy": "SortName"}
    assert await names(admin, "/Items", **wanted) == ["Ikiru", "Ran"]
    assert (await admin.get("/Items/Counts")).json["BoxSetCount"] == 1
    [told] = (await admin.get("/Items", Ids=made, Fields="ChildCount")).json["Items"]
    assert (told["Type"], told["ChildCount"]) == ("BoxSet", 2)
    assert (await admin.delete(items, Ids=first.id)).status == 204
    assert (await admin.post(f"{items}/Delete", Ids=second.id)).status == 204
    # What is empty stays.
    assert await names(admin, "/Items", ParentId=made) == []


async def visit_playlists(house: House, admin: PlainClient) -> None:
    """Ask all there is about playlists."""
    first, second = house.tracks[:2]
    query = {"Name": "Mine", "Ids": listed(first), "MediaType": "Audio", "UserId": house.admin.id}
    made = (await admin.post("/emby/Playlists", **query)).json
    assert (made["Name"], made["ItemAddedCount"]) == ("Mine", 1)
    path = f"/emby/Playlists/{made['Id']}"
    about = await admin.get(f"{path}/AddToPlaylistInfo", Ids=listed(first), UserId=house.admin.id)
    assert about.json == {"ItemCount": 1, "ContainsDuplicates": True}
    added = await admin.post(f"{path}/Items", Ids=listed(second, first), UserId=house.admin.id)
    assert added.json["ItemAddedCount"] == 2
    shown = (await admin.get(f"{path}/Items", Fields="ProviderIds", StartIndex="1", Limit="2")).json
    ids = [one["PlaylistItemId"] for one in shown["Items"]]
    assert (await admin.post(f"{path}/Items/{ids[1]}/Move/0")).status == 204
    assert (await admin.delete(f"{path}/Items", EntryIds=ids[0])).status == 204
    assert (await admin.post(f"{path}/Items/Delete", EntryIds=ids[1])).status == 204
    assert [name for name, _ in await places(admin, made["Id"])] == [first.name]
    assert "Playlists" in await names(admin, f"/Users/{house.admin.id}/Views")


async def visit_refusals(house: House, admin: PlainClient, member: PlainClient, nobody: PlainClient) -> None:
    """Ask for all that is refused."""
    track, gone, other = house.tracks[0], "999999", house.admin.id
    expected = [
        (nobody.get("/Items"), 401),
        (nobody.get("/Nowhere"), 404),
        (nobody.get("/QuickConnect/Enabled"), 404),
        (nobody.post("/QuickConnect/Initiate"), 404),
        (admin.get(f"/Items/{track.id}"), 404),
        (admin.ask("PATCH", "/Items"), 404),
        (member.get("/Users/Query"), 403),
        (member.get("/ScheduledTasks"), 403),
        (member.post("/Library/Refresh"), 403),
        (member.post(f"/Items/{track.id}", {"Name": "x"}), 403),
        (member.get(f"/Users/{other}/Items"), 403),
        (member.get("/Items", UserId=other), 403),
        (member.post(f"/Users/{other}/FavoriteItems/{track.id}"), 403),
        (member.delete(f"/Items/{track.id}"), 403),
        (member.get(f"/Users/{house.ben.id}/Items/{house.song.id}"), 404),
        (admin.get(f"/Users/{other}/Items/{gone}"), 404),
        (admin.get(f"/Users/{other}/Items/nonsense"), 400),
        (admin.get("/Users/nonsense/Items"), 400),
        (admin.get(f"/Users/{'0' * 32}/Items"), 404),
        (admin.get("/Items", Limit="nonsense"), 400),
        (admin.get(f"/Playlists/{gone}/Items"), 404),
        (admin.get(f"/Playlists/{track.id}/Items"), 404),
        (admin.post("/Playlists"), 400),
        (admin.delete("/Items"), 400),
        (admin.post("/Auth/Keys"), 400),
        (admin.post(f"/Items/{track.id}", {}), 400),
        (admin.ask("POST", f"/Items/{track.id}", b"{"), 400),
        (admin.get(f"/ScheduledTasks/{gone}"), 404),
        (admin.get("/Items", SearchTerm="x" * 8200), 414),
        (admin.ask("POST", f"/Items/{track.id}/Images/Primary", b"x", content_type="text/plain"), 400),
        (admin.ask("POST", f"/Items/{track.id}/Images/Primary", b"!", content_type="image/png"), 500),
        (nobody.post("/Users/AuthenticateByName", {"Username": "Ann", "Pw": "no"}), 401),
    ]
    for place, (asked, status) in enumerate(expected):
        assert (await asked).status == status, f"number {place} of the refusals"


def unasked(fake: EmbyFake) -> list[str]:
    """Return the ways in that nobody went with success."""
    ways = {(one.method, fake.path_of(one.path)) for one in fake.wire.journal if one.status in {200, 204}}
    found = [fake.routes.find(*way) for way in ways]
    gone = {id(one[0]) for one in found if isinstance(one, tuple)}
    return [f"{one.method} {'/'.join(one.segments)}" for one in fake.routes if id(one) not in gone]


async def test_everything_is_as_the_contract_says(house: House) -> None:
    contract = Contract.load(contract_path("emby-4.8.11.json"), any_case=True)
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
    contract = Contract.load(contract_path("emby-4.8.11.json"), any_case=True)
    async with client(house, house.admin) as admin, client(house, house.ben) as ben, client(house) as nobody:
        await visit_refusals(house, admin, ben, nobody)
    # What was asked is wrong on purpose: only what was answered is held to the contract.
    problems = problems_of(contract, house.fake.wire.journal, accepted=UNDESCRIBED, all_occur=True)
    assert [one for one in problems if " answered " in one or "never occurs" in one] == []


async def test_pages_hold_everything_once(house: House) -> None:
    path = f"/Users/{house.admin.id}/Items"
    audio = {"Recursive": "true", "IncludeItemTypes": "Audio"}
    async with client(house, house.admin) as admin:
        seen: list[str] = []
        for start in range(0, 12, 4):
            page = (await admin.get(path, StartIndex=str(start), Limit="4", **audio)).json
            assert page.keys() == {"Items", "TotalRecordCount"}
            assert page["TotalRecordCount"] == 11
            said_unasked = {
                "Path",
                "ProviderIds",
                "MediaSources",
                "DateCreated",
                "ProductionYear",
                "Container",
            }
            assert not said_unasked & page["Items"][0].keys()
            seen += [one["Id"] for one in page["Items"]]
        assert sorted(seen) == sorted(one.id for one in [*house.tracks, house.song])
        assert all(one.isdigit() for one in seen)
        house.fake.wire.fail(Fault.EMPTY_PAGE, "*/Items", times=1)
        spoilt = (await admin.get(path, **audio)).json
        assert (spoilt["Items"], spoilt["TotalRecordCount"]) == ([], 11)
        (one,) = (await admin.get(path, Ids=house.tracks[0].id, Fields="ProviderIds,ProductionYear")).json[
            "Items"
        ]
        # Emby knows nothing of recordings.
        assert (one["ProviderIds"], one["ProductionYear"]) == ({"MusicBrainzTrack": "a"}, 2001)
        assert await names(admin, path, ParentId="424242") == []
        assert "UserData" in one
        keyed = {"Authorization": "", "X-Emby-Token": house.fake.new_key()}
        answer = await admin.ask("GET", "/Items", query={"Ids": house.tracks[0].id}, headers=keyed)
        assert "UserData" not in answer.json["Items"][0]


async def test_tokens_come_in_several_ways(house: House) -> None:
    key = house.fake.new_key()
    async with PlainClient(house.fake.address, {}) as asked:
        for headers in ({"X-Emby-Token": key}, {"X-Emby-Authorization": f'Emby Client="x", Token="{key}"'}):
            assert (await asked.ask("GET", "/emby/Users/Query", headers=headers)).status == 200
        assert (await asked.get("/Users/Query", api_key=key)).status == 200
        assert (await asked.get("/EMBY/users/query", API_KEY=key)).status == 200
        assert (await asked.get("/Users/Query", api_key="wrong")).status == 401
        body = {"Username": "Ann", "Pw": "secret"}
        assert (await asked.post("/Users/AuthenticateByName", body)).status == 400
        alone = {
            "X-Emby-Client": "Test",
            "X-Emby-Device-Name": "Here",
            "X-Emby-Device-Id": "1",
            "X-Emby-Client-Version": "1",
        }
        assert (await asked.post("/Users/AuthenticateByName", body, **alone)).status == 200


async def test_members_see_their_libraries_only(house: House) -> None:
    path = f"/Users/{house.ben.id}"
    async with client(house, house.ben) as ben:
        assert await names(ben, f"{path}/Views") == ["Music"]
        assert len(await names(ben, f"{path}/Items", Recursive="true", IncludeItemTypes="Audio")) == 10
        assert [one["Name"] for one in (await ben.get("/Library/SelectableMediaFolders")).json] == ["Music"]
        assert await names(ben, f"{path}/Items", ParentId=house.kids.id, Recursive="true") == []


async def test_favorites_are_each_users_own(house: House) -> None:
    track = house.tracks[3]
    liked = {"Recursive": "true", "IncludeItemTypes": "Audio", "Filters": "IsFavorite"}
    async with client(house, house.ben) as ben, client(house, house.ann) as ann:
        assert (await ben.post(f"/Users/{house.ben.id}/FavoriteItems/{track.id}")).json["IsFavorite"] is True
        assert await names(ben, f"/Users/{house.ben.id}/Items", **liked) == ["Song 4"]
        assert await names(ann, f"/Users/{house.ann.id}/Items", **liked) == []


async def test_a_track_may_be_in_a_playlist_twice(house: House) -> None:
    one, two, three = house.tracks[:3]
    async with client(house, house.ben) as ben:
        made = (await ben.post("/Playlists", Name="Mix", Ids=listed(one, two, one))).json["Id"]
        assert [name for name, _ in await places(ben, made)] == ["Song 1", "Song 2", "Song 1"]
        assert len({place for _, place in await places(ben, made)}) == 3
        assert (await ben.post(f"/Playlists/{made}/Items", Ids=listed(three, one))).json[
            "ItemAddedCount"
        ] == 2
        last = (await places(ben, made))[-1][1]
        assert (await ben.post(f"/Playlists/{made}/Items/{last}/Move/1")).status == 204
        assert [name[-1] for name, _ in await places(ben, made)] == list("11213")
        assert (await ben.delete(f"/Playlists/{made}/Items", EntryIds=last)).status == 204
        assert [name[-1] for name, _ in await places(ben, made)] == list("1213")
        first = (await places(ben, made))[0][1]
        assert (await ben.post(f"/Playlists/{made}/Items/{first}/Move/99")).status == 204
        assert [name[-1] for name, _ in await places(ben, made)] == list("2131")
        assert (await ben.post(f"/Playlists/{made}/Items/{last}/Move/0")).status == 404
        house.fake.remove_track(one)
        assert [name[-1] for name, _ in await places(ben, made)] == list("23")
        assert (await ben.post(f"/Playlists/{made}/Items", Ids="424242")).json["ItemAddedCount"] == 0


async def test_playlists_belong_to_someone(house: House) -> None:
    made = house.fake.add_playlist("Mine", house.ann, house.tracks[:2])
    playlists = {"Recursive": "true", "IncludeItemTypes": "Playlist"}
    async with client(house, house.ann) as ann, client(house, house.ben) as ben:
        assert await names(ann, f"/Users/{house.ann.id}/Items", **playlists) == ["Mine"]
        assert await names(ben, f"/Users/{house.ben.id}/Items", **playlists) == []
        assert (await ben.get(f"/Playlists/{made.id}/Items")).status == 404
        assert (await ben.post(f"/Playlists/{made.id}/Items", Ids=house.tracks[3].id)).status == 404
        made.public = True
        assert len(await places(ben, made.id)) == 2
        assert (await ben.post(f"/Playlists/{made.id}/Items", Ids=house.tracks[3].id)).status == 403
        assert (await ben.delete(f"/Items/{made.id}")).status == 403
        key = {"X-Emby-Token": house.fake.new_key(), "X-Emby-Authorization": ""}
        query = {"Ids": house.tracks[3].id, "UserId": house.ann.id}
        assert (await ben.ask("POST", f"/Playlists/{made.id}/Items", query=query, headers=key)).status == 200
        assert (await ben.ask("POST", "/Playlists", query={"Name": "Whose"}, headers=key)).status == 400
        whole = (await ann.get(f"/Users/{house.ann.id}/Items/{made.id}")).json | {"Name": "Ours"}
        assert (await ann.post(f"/Items/{made.id}", whole)).status == 403
        assert (await ann.ask("POST", f"/Items/{made.id}", whole, headers=key)).status == 204
        assert await names(ann, f"/Users/{house.ann.id}/Items", **playlists) == ["Ours"]
        assert (await ann.delete(f"/Items/{made.id}")).status == 204
        assert await names(ann, f"/Users/{house.ann.id}/Items", **playlists) == []


async def test_what_was_saved_since_is_found(house: House) -> None:
    fake, now = house.fake, datetime.now(UTC) + timedelta(hours=1)
    fake.now = lambda: now
    before = (now - timedelta(seconds=1)).isoformat()
    path = f"/Users/{house.admin.id}"
    audio = {"Recursive": "true", "IncludeItemTypes": "Audio", "MinDateLastSaved": before}
    async with client(house, house.admin) as admin:
        await admin.post(f"{path}/FavoriteItems/{house.tracks[0].id}")
        assert await names(admin, f"{path}/Items", **audio) == []
        fake.edit_track(house.tracks[1], replace(house.tracks[1].tags, title="Song two"))
        assert await names(admin, f"{path}/Items", **audio) == ["Song two"]
        for_user = {"Recursive": "true", "IncludeItemTypes": "Audio", "MinDateLastSavedForUser": before}
        assert await names(admin, f"{path}/Items", **for_user) == ["Song 1", "Song two"]


async def test_files_become_tracks_after_a_scan(house: House) -> None:
    fake = house.fake
    fake.scanner.seconds = None
    fake.put_file("/media/more/New song.flac", Tags(title="New song"))
    audio = {"Recursive": "true", "IncludeItemTypes": "Audio", "ParentId": house.kids.id, "SortBy": "Name"}
    async with client(house, house.admin) as admin:
        await admin.post("/Library/Refresh")
        assert (await admin.get(f"/ScheduledTasks/{fake.scan_id}")).json["State"] == "Running"
        assert await names(admin, "/Items", **audio) == ["Lullaby"]
        fake.scanner.finish()
        page = (await admin.get("/Items", **audio)).json["Items"]
        assert [one["Name"] for one in page] == ["Lullaby", "New song"]
        fake.delete_file("/media/more/New song.flac")
        fake.scanner.seconds = 0.01
        await admin.post("/Library/Media/Updated", {"Updates": [{"Path": "/media/more"}]})
        async with asyncio.timeout(5):
            await fake.scanner.wait()
        assert await names(admin, "/Items", **audio) == ["Lullaby"]
        # What comes back to the same path comes under another id.
        fake.put_file("/media/more/New song.flac", Tags(title="New song"))
        await admin.post("/Library/Refresh")
        async with asyncio.timeout(5):
            await fake.scanner.wait()
        again = (await admin.get("/Items", **audio)).json["Items"]
        assert [one["Name"] for one in again] == ["Lullaby", "New song"]
        assert again[1]["Id"] != page[1]["Id"]


async def test_all_ids_change_at_once(house: House) -> None:
    made, old = house.fake.add_playlist("Mix", house.ben, house.tracks[:2]), house.tracks[0].id
    house.fake.change_ids()
    async with client(house, house.ben) as ben:
        assert (await ben.get(f"/Users/{house.ben.id}/Items/{old}")).status == 404
        assert [name for name, _ in await places(ben, made.id)] == ["Song 1", "Song 2"]


async def test_a_large_library_is_read_quickly() -> None:
    fake = EmbyFake()
    library, user = fake.add_library("Music"), fake.add_user("Root", admin=True)
    fake.fill(library, 100_000)
    async with fake, PlainClient(fake.address, said(fake.sign_in(user))) as admin:
        spent = []
        for start in range(0, 10_000, 1000):
            query = {
                "Recursive": "true",
                "IncludeItemTypes": "Audio",
                "Fields": "ProviderIds,Path,MediaSources",
            }
            began = time.process_time()
            answer = await admin.get(f"/Users/{user.id}/Items", StartIndex=str(start), Limit="1000", **query)
            spent.append(time.process_time() - began)
            assert len(answer.json["Items"]) == 1000
        # Half of the pages, since the machine is shared with others who are at work.
        assert sorted(spent)[4] < 0.6, "60 ms on a machine with nothing else to do"
