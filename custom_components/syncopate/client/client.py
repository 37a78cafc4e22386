"""The engine as Home Assistant sees it. Imports nothing of Home Assistant, so it can stand alone."""

from aiohttp import ClientSession
from yarl import URL

from .connection import Connection
from .errors import EngineUnreadable
from .events import EventStream
from .jobs import Jobs
from .links import Links
from .matches import Matches
from .models import Info, LibraryList, LibraryView, MemberList, MemberView, Status
from .playlists import Playlists
from .searches import Searches
from .version import check_version


class SyncopateClient:
    """A client with a sub-client per area; the session is the caller's."""

    def __init__(self, session: ClientSession, url: URL, key: str) -> None:
        self.connection = Connection(session=session, url=url.origin(), key=key)
        self.jobs = Jobs(self.connection)
        self.playlists = Playlists(self.connection)
        self.matches = Matches(self.connection)
        self.searches = Searches(self.connection)
        self.links = Links(self.connection)
        self.events = EventStream(self.connection)

    @property
    def url(self) -> URL:
        """The engine's root."""
        return self.connection.url

    async def info(self) -> Info:
        """Return who the engine is. Raises EngineError, EngineIncompatible when it is too old or too new."""
        info = await self.connection.get(Info, "/api/v1/info")
        check_version(info)
        return info

    async def status(self) -> Status:
        """Return all a dashboard shows. Raises EngineError, EngineIncompatible among them."""
        try:
            status = await self.connection.get(Status, "/api/v1/status")
        except EngineUnreadable:
            await self.info()
            raise
        check_version(status.info)
        return status

    async def libraries(self) -> list[LibraryView]:
        """Return all libraries. Raises EngineError."""
        return (await self.connection.get(LibraryList, "/api/v1/libraries")).items

    async def members(self) -> list[MemberView]:
        """Return the people of the household. Raises EngineError."""
        return (await self.connection.get(MemberList, "/api/v1/members")).items
