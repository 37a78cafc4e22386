"""What a server says of itself, of what it is doing, and what it finds by words."""

from aiohttp import web

from fakes.plex.asking import USER, RefusedError, owner_only, section_of, send, server_of, views_of
from fakes.plex.describe import TAGS, nodes
from fakes.plex.media import Item, Kind
from fakes.plex.nodes import Node, Scalar, container
from fakes.plex.query import matching
from fakes.plex.server import VERSION
from fakes.plex.telling import Depth

_PARTS = (
    "activities",
    "butler",
    "channels",
    "clients",
    "devices",
    "diagnostics",
    "hubs",
    "library",
    "livetv",
    "media",
    "metadata",
    "neighborhood",
    "playQueues",
    "player",
    "playlists",
    "resources",
    "search",
    "server",
    "servers",
    "statistics",
    "system",
    "transcode",
    "updater",
    "user",
)
_FEATURES = (
    "adaptive_bitrate,collections,content_filter,home,lyrics,pass,premium_music_metadata,radio,webhooks"
)


async def root(request: web.Request) -> web.Response:
    server = server_of(request)
    attributes: dict[str, Scalar] = {
        "allowCameraUpload": True,
        "allowChannelAccess": True,
        "allowMediaDeletion": True,
        "allowSharing": True,
        "allowSync": True,
        "allowTuners": True,
        "backgroundProcessing": True,
        "certificate": True,
        "companionProxy": True,
        "countryCode": "usa",
        "diagnostics": "logs,databases,streaminglogs",
        "eventStream": True,
        "friendlyName": server.name,
        "hubSearch": True,
        "itemClusters": True,
        "livetv": 7,
        "machineIdentifier": server.machine,
        "mediaProviders": True,
        "multiuser": True,
        "myPlex": True,
        "myPlexMappingState": "mapped",
        "myPlexSigninState": "ok",
        "myPlexSubscription": True,
        "myPlexUsername": server.owner.email,
        "offlineTranscode": 1,
        "ownerFeatures": _FEATURES,
        "photoAutoTag": True,
        "platform": "Linux",
        "platformVersion": "24.04.1 LTS (Noble Numbat)",
        "pluginHost": True,
        "pushNotifications": False,
        "readOnlyLibraries": False,
        "requestParametersInCookie": True,
        "streamingBrainABRVersion": 3,
        "streamingBrainVersion": 2,
        "sync": True,
        "transcoderActiveVideoSessions": 0,
        "transcoderAudio": True,
        "transcoderLyrics": True,
        "transcoderPhoto": True,
        "transcoderSubtitles": True,
        "transcoderVideo": True,
        "transcoderVideoBitrates": "64,96,208,320,720,1500,2000,3000,4000,8000,10000,12000,20000",
        "transcoderVideoQualities": "0,1,2,3,4,5,6,7,8,9,10,11,12",
        "transcoderVideoResolutions": "128,128,160,240,320,480,768,720,720,1080,1080,1080,1080",
        "updatedAt": server.created,
        "updater": True,
        "version": VERSION,
        "voiceSearch": True,
    }
    parts = [Node("Directory", {"count": 1, "key": part, "title": part}) for part in _PARTS]
    return send(request, container(attributes, parts))


async def identity(request: web.Request) -> web.Response:
    attributes = {"claimed": True, "machineIdentifier": server_of(request).machine, "version": VERSION}
    return send(request, container(attributes))


async def accounts(request: web.Request) -> web.Response:
    owner_only(request)
    server = server_of(request)
    people = [(0, ""), (1, server.owner.title)]
    people += [(user.id, user.title) for user in server.people.users if user.id in server.members]
    shown = [
        Node(
            "Account",
            {
                "id": number,
                "key": f"/accounts/{number}",
                "name": name,
                "defaultAudioLanguage": "en",
                "autoSelectAudio": True,
                "defaultSubtitleLanguage": "en",
                "subtitleMode": 1,
                "thumb": "",
            },
        )
        for number, name in people
    ]
    return send(request, container({"identifier": "com.plexapp.system.accounts"}, shown))


async def activities(request: web.Request) -> web.Response:
    shown = [
        Node(
            "Activity",
            {
                "uuid": scan.uuid,
                "type": "library.update.section",
                "cancellable": True,
                "userID": 1,
                "title": f"Scanning {scan.section.title}",
                "subtitle": scan.path or "",
                "progress": 50,
            },
            [Node("Context", {"librarySectionID": str(scan.section.key)}, single=True)],
        )
        for scan in server_of(request).disk.scans
    ]
    return send(request, container({}, shown))


async def cancel_activity(request: web.Request) -> web.Response:
    disk = server_of(request).disk
    scan = next((one for one in disk.scans if one.uuid == request.match_info["uuid"]), None)
    if scan is None:
        raise RefusedError(404)
    disk.drop(scan)
    return send(request, container({}))


def _limit(request: web.Request, otherwise: int) -> int:
    text = request.query.get("limit", str(otherwise))
    if not text.isdecimal():
        raise RefusedError(400)
    return int(text)


def _searched(request: web.Request, kind: Kind) -> list[Item]:
    if (text := request.query.get("query")) is None:
        raise RefusedError(400)
    server = server_of(request)
    asked = request.query.get("sectionId")
    sections = server.sections(request[USER]) if asked is None else [section_of(request, asked)]
    return matching((item for section in sections for item in section.of(kind).values()), text)


async def hub_search(request: web.Request) -> web.Response:
    """Find artists, albums and tracks; each kind is a hub, which holds three of them unless `limit` says."""
    limit = _limit(request, 3)
    hubs = []
    for kind, title in ((Kind.ARTIST, "Artists"), (Kind.ALBUM, "Albums"), (Kind.TRACK, "Tracks")):
        items = _searched(request, kind)
        shown = nodes(items[:limit], views_of(request), Depth(section=True))
        attributes: dict[str, Scalar] = {
            "title": title,
            "type": kind.word,
            "hubIdentifier": kind.word,
            "context": f"hub.search.{kind.word}",
            "size": len(shown),
            "more": len(items) > limit,
            "style": "shelf",
        }
        hubs.append(Node("Hub", attributes, shown))
    return send(request, container(dict(TAGS), hubs))


async def library_search(request: web.Request) -> web.Response:
    """Find as newer apps ask for it: one list of all kinds, each with how well it fits."""
    limit = _limit(request, 10)
    results = []
    for kind in (Kind.ARTIST, Kind.ALBUM, Kind.TRACK):
        for shown in nodes(_searched(request, kind)[:limit], views_of(request), Depth(section=True)):
            shown.single = True
            results.append(Node("SearchResult", {"score": 1.0}, [shown]))
    return send(request, container({}, results))


async def empty(request: web.Request) -> web.Response:
    return send(request, container({}))


def routes() -> list[web.RouteDef]:
    return [
        web.get("/", root),
        web.get("/identity", identity),
        web.get("/accounts", accounts),
        web.get("/clients", empty),
        web.get("/activities", activities),
        web.delete("/activities/{uuid}", cancel_activity),
        web.get("/hubs/search", hub_search),
        web.get("/library/search", library_search),
    ]
