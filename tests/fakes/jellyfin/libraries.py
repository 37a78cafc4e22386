"""The server itself, its libraries, scans and tasks."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.jellyfin.asking import acting, acting_user, json_body
from fakes.jellyfin.names import PLAYLISTS_FOLDER
from fakes.mediabrowser.asking import Ask, Needs, Refusal, json_answer
from fakes.mediabrowser.model import User

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake


class Libraries:
    """The routes about the server and its libraries."""

    def __init__(self, fake: JellyfinFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("GET", "/System/Info/Public", self._public_info, Needs.NOTHING)
        add("GET", "/System/Info", self._info)
        add("GET POST", "/System/Ping", self._ping, Needs.NOTHING)
        add("GET", "/UserViews", self._views)
        add("GET", "/Users/{userId}/Views", self._views)
        add("GET", "/Library/VirtualFolders", self._virtual_folders, Needs.ADMIN)
        add("GET", "/Library/MediaFolders", self._media_folders, Needs.ADMIN)
        add("POST", "/Library/Refresh", self._refresh, Needs.ADMIN)
        add("POST", "/Library/Media/Updated", self._updated)
        add("GET", "/ScheduledTasks", self._tasks, Needs.ADMIN)
        add("GET", "/ScheduledTasks/{taskId}", self._task, Needs.ADMIN)
        add("POST", "/ScheduledTasks/Running/{taskId}", self._start_task, Needs.ADMIN)

    async def _public_info(self, _ask: Ask) -> web.Response:
        return json_answer(self._about())

    async def _info(self, _ask: Ask) -> web.Response:
        more = {
            "HasPendingRestart": False,
            "IsShuttingDown": False,
            "SupportsLibraryMonitor": True,
            "WebSocketPortNumber": 8096,
            "CompletedInstallations": [],
            "CanSelfRestart": True,
            "CanLaunchWebBrowser": False,
            "HasUpdateAvailable": False,
            "ProgramDataPath": "/config",
            "CachePath": "/cache",
            "LogPath": "/config/log",
            "CastReceiverApplications": [],
        }
        return json_answer(self._about() | more)

    def _about(self) -> dict[str, Any]:
        return {
            "LocalAddress": self._fake.address,
            "ServerName": self._fake.name,
            "Version": self._fake.version,
            "ProductName": self._fake.product,
            "OperatingSystem": "",
            "Id": self._fake.id,
            "StartupWizardCompleted": True,
        }

    async def _ping(self, _ask: Ask) -> web.Response:
        return json_answer(self._fake.product)

    async def _views(self, ask: Ask) -> web.Response:
        user = acting_user(self._fake, ask)
        return _listed(self._folders(user))

    def _folders(self, user: User | None) -> list[dict[str, Any]]:
        fake = self._fake
        libraries = [one for one in fake.catalog.libraries if user is None or user.may_see(one)]
        found = [fake.shapes.item(one, user=user) for one in sorted(libraries, key=lambda one: one.sort_name)]
        if any(one.seen_by(user) for one in fake.catalog.playlists):
            found.append(fake.shapes.folder(PLAYLISTS_FOLDER, "Playlists", user))
        return found

    async def _virtual_folders(self, _ask: Ask) -> web.Response:
        progress = self._fake.scanner.progress
        return json_answer(
            [
                {
                    "Name": one.name,
                    "Locations": list(one.locations),
                    "LibraryOptions": {"Enabled": True, "PathInfos": [{"Path": at} for at in one.locations]},
                    "ItemId": one.id,
                    "RefreshStatus": "Idle" if progress is None else "Active",
                }
                | ({} if one.collection is None else {"CollectionType": one.collection})
                | ({} if progress is None else {"RefreshProgress": progress})
                for one in self._fake.catalog.libraries
            ]
        )

    async def _media_folders(self, ask: Ask) -> web.Response:
        acting(self._fake, ask)
        return _listed(self._folders(None))

    async def _refresh(self, _ask: Ask) -> web.Response:
        self._fake.scanner.start()
        return web.Response(status=204)

    async def _updated(self, ask: Ask) -> web.Response:
        updates = json_body(ask).take("Updates", list) or []
        paths = [one["Path"] for one in updates if isinstance(one, dict) and isinstance(one.get("Path"), str)]
        if len(paths) < len(updates):
            raise Refusal(400, thrown=True)
        self._fake.scanner.report(paths)
        return web.Response(status=204)

    async def _tasks(self, ask: Ask) -> web.Response:
        wanted = ask.flag("isHidden")
        return json_answer([one for one in self._all_tasks() if wanted in {None, one["IsHidden"]}])

    async def _task(self, ask: Ask) -> web.Response:
        return json_answer(self._named_task(ask))

    async def _start_task(self, ask: Ask) -> web.Response:
        if self._named_task(ask)["Key"] == "RefreshLibrary":
            self._fake.scanner.start()
        return web.Response(status=204)

    def _named_task(self, ask: Ask) -> dict[str, Any]:
        wanted = ask.path["taskId"].casefold()
        found = next((one for one in self._all_tasks() if one["Id"] == wanted), None)
        if found is None:
            raise Refusal(404)
        return found

    def _all_tasks(self) -> list[dict[str, Any]]:
        scan = self._fake.scanner.task(
            self._fake.scan_id,
            "Scan Media Library",
            "Scans your media library for new files and refreshes metadata.",
        )
        other = {
            "Name": "Clean Log Directory",
            "State": "Idle",
            "Id": "dab1f4b4b8d24ffda6cfc2dad0fd3f12",
            "Triggers": [],
            "Description": "Deletes log files that are more than 3 days old.",
            "Category": "Maintenance",
            "IsHidden": False,
            "Key": "CleanLogFiles",
        }
        return [other, scan]


def _listed(items: list[dict[str, Any]]) -> web.Response:
    return json_answer({"Items": items, "TotalRecordCount": len(items), "StartIndex": 0})
