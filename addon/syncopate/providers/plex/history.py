"""What was seen: told to the server, or taken back. It stamps what it is told with its own time."""

from syncopate.domain.link import WatchOperation
from syncopate.providers.plex.parse_titles import Video
from syncopate.providers.plex.writing import LIBRARY, Writer


class WatchWriter(Writer):
    """Says that titles were seen."""

    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether it was seen: once more would be another play."""
        del operation
        return video.record.values.watched is not None

    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Say it of one."""
        del operation
        await self._client.write("PUT", "/:/scrobble", (*LIBRARY, ("key", video.key)))


class UnwatchWriter(Writer):
    """Says that titles were not seen. Plex knows the last time only, so all plays go."""

    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether it was not seen."""
        del operation
        return video.record.values.watched is None

    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Say it of one."""
        del operation
        await self._client.write("PUT", "/:/unscrobble", (*LIBRARY, ("key", video.key)))
