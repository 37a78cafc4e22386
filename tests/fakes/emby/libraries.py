"""The server itself, its libraries, scans and tasks."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.emby.asking import acting_user, json_body
from fakes.mediabrowser.asking import Ask, Needs, Refusal, json_answer
from fakes.mediabrowser.listing import part
from fakes.mediabrowser.model import Library, User

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake


class Libraries:
    """The routes about the server and its libraries."""

    def __init__(self, fake: EmbyFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("GET", "/System/Info/Public", self._public_info, Needs.NOTHING)
        add("GET", "/System/Info", self._info)
        add("GET HEAD POST", "/System/Ping", self._ping, Needs.NOTHING)
        add("GET", "/Users/{UserId}/Views", self._views)
        add("GET", "/Library/SelectableMediaFolders", self._selectable)
        add("GET", "/Library/MediaFolders", self._media_folders)
        add("GET", "/Library/VirtualFolders/Query", self._virtual_folders)
        add("POST", "/Library/Refresh", self._refresh, Needs.ADMIN)
        add("POST", "/Library/Media/Updated", self._updated)
        add("GET", "/ScheduledTasks", self._tasks, Needs.ADMIN)
        add("GET", "/ScheduledTasks/{Id}", self._task, Needs.ADMIN)
        add("POST", "/ScheduledTasks/Running/{Id}", self._start_task, Needs.ADMIN)

    async def _public_info(self, _ask: Ask) -> web.Response:
        return json_answer(self._about())

    async def _info(self, _ask: Ask) -> web.Response:
        more = {
            "SystemUpdateLevel": "Release",
            "OperatingSystem": "Linux",
            "OperatingSystemDisplayName": "Linux",
            "HasPendingRestart": False,
            "IsShuttingDown": False,
            "SupportsLibraryMonitor": True,
            "WebSocketPortNumber": 8096,
            "CompletedInstallations": [],
            "CanSelfRestart": True,
            "CanSelfUpdate": False,
            "CanLaunchWebBrowser": False,
            "ProgramDataPath": "/config",
            "HttpServerPortNumber": 8096,
            "SupportsHttps": True,
            "HttpsPortNumber": 8920,
            "HasUpdateAvailable": False,
        }
        return json_answer(self._about() | more)

    def _about(self) -> dict[str, Any]:
        return {
            "LocalAddress": self._fake.address,
            "LocalAddresses": [self._fake.address],
            "RemoteAddresses": [],
            "ServerName": self._fake.name,
            "Version": self._fake.version,
            "Id": self._fake.id,
        }

    async def _ping(self, _ask: Ask) -> web.Response:
        return web.Response(text=self._fake.product)

    async def _views(self, ask: Ask) -> web.Response:
        user = acting_user(self._fake, ask)
        found = self._folders(user)
        if any(one.seen_by(user) for one in self._fake.catalog.playlists):
            found.append(self._fake.shapes.folder(user))
        return json_answer({"Items": found, "TotalRecordCount": len(found)})

    def _libraries(self, user: User | None) -> list[Library]:
        libraries = self._fake.catalog.libraries
        return [one for one in libraries if user is None or user.admin or user.may_see(one)]

    def _folders(self, user: User) -> list[dict[str, Any]]:
        libraries = [one for one in self._fake.catalog.libraries if user.may_see(one)]
        return [self._fake.shapes.item(one, user=user) for one in libraries]

    async def _selectable(self, ask: Ask) -> web.Response:
        shapes = self._fake.shapes
        return json_answer(
            [
                {
                    "Name": one.name,
                    "Id": one.id,
                    "Guid": shapes.library_guid(one),
                    "SubFolders": [
                        {
                            "Name": path.rpartition("/")[2],
                            "Path": path,
                            "Id": f"{int(one.id) + 100_000 * (place + 1)}",
                            "IsUserAccessConfigurable": True,
                        }
                        for place, path in enumerate(one.locations)
                    ],
                    "IsUserAccessConfigurable": True,
                }
                for one in self._libraries(ask.caller.user)
            ]
        )

    async def _media_folders(self, ask: Ask) -> web.Response:
        user = ask.caller.user
        found = [self._fake.shapes.item(one, user=user) for one in self._libraries(user)]
        return json_answer({"Items": found, "TotalRecordCount": len(found)})

    async def _virtual_folders(self, ask: Ask) -> web.Response:
        progress = self._fake.scanner.progress
        found = [
            {
                "Name": one.name,
                "Locations": list(one.locations),
                "LibraryOptions": {"PathInfos": [{"Path": path} for path in one.locations]},
                "ItemId": one.id,
                "Id": one.id,
                "Guid": self._fake.shapes.library_guid(one),
                "RefreshStatus": "Idle" if progress is None else "Active",
            }
            | ({} if one.collection is None else {"CollectionType": one.collection})
            | ({} if progress is None else {"RefreshProgress": progress})
            for one in self._libraries(ask.caller.user)
        ]
        return json_answer({"Items": part(ask, found)[1], "TotalRecordCount": len(found)})

    async def _refresh(self, _ask: Ask) -> web.Response:
        self._fake.scanner.start()
        return web.Response(status=204)

    async def _updated(self, ask: Ask) -> web.Response:
        updates = json_body(ask).take("Updates", list) or []
        paths = [one["Path"] for one in updates if isinstance(one, dict) and isinstance(one.get("Path"), str)]
        if len(paths) < len(updates):
            raise Refusal(400, "Value cannot be null. (Parameter 'path')")
        self._fake.scanner.report(paths)
        return web.Response(status=204)

    async def _tasks(self, ask: Ask) -> web.Response:
        wanted = ask.flag("IsHidden")
        return json_answer([self._scan()] if wanted in {None, False} else [])

    async def _task(self, ask: Ask) -> web.Response:
        self._assert_scan(ask)
        return json_answer(self._scan())

    async def _start_task(self, ask: Ask) -> web.Response:
        self._assert_scan(ask)
        self._fake.scanner.start()
        return web.Response(status=204)

    def _assert_scan(self, ask: Ask) -> None:
        if ask.path["Id"].casefold() != self._fake.scan_id:
            raise Refusal(404, "Task not found")

    def _scan(self) -> dict[str, Any]:
        return self._fake.scanner.task(
            self._fake.scan_id, "Scan media library", "Scans your media library and refreshes metadata."
        )
