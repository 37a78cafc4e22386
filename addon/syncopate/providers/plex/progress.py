"""How far something was seen: told to the server as a player that stops there does, or taken back.

Its older way to be told, `/:/progress`, does nothing for users other than the owner. A position without the
length of the whole is ignored; one at the end makes it seen.
"""

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import Position
from syncopate.errors import InvalidInput
from syncopate.providers.plex.parse_titles import Video
from syncopate.providers.plex.wire import Query
from syncopate.providers.plex.writing import LIBRARY, Writer

_SAME_SECONDS = 2.0


class PlaceWriter(Writer):
    """Says how far titles were seen."""

    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether it was seen that far."""
        there, wanted = video.record.values.position, operation.value
        if there is None or not isinstance(wanted, Position):
            return False
        return abs(there.seconds - wanted.seconds) < _SAME_SECONDS

    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Say it of one. Raises InvalidInput where nobody knows how long it is."""
        wanted = operation.value
        if not isinstance(wanted, Position):
            raise InvalidInput("A position is needed.", field="value")
        if not video.record.length:
            raise InvalidInput(
                "Plex does not know how long it is, and takes no position then.", field="value"
            )
        await self._client.write("POST", "/:/timeline", _stopped(video, wanted.seconds))


class UnplaceWriter(Writer):
    """Says that titles were not begun."""

    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether it was not begun."""
        del operation
        return video.record.values.position is None

    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Say it of one: what was seen before stays so."""
        del operation
        if video.record.values.watched is None:
            await self._client.write("PUT", "/:/unscrobble", (*LIBRARY, ("key", video.key)))
        else:
            await self._client.write("POST", "/:/timeline", _stopped(video, 0.0))


def _stopped(video: Video, seconds: float) -> Query:
    return (
        ("ratingKey", video.key),
        ("key", f"/library/metadata/{video.key}"),
        ("state", "stopped"),
        ("time", str(round(seconds * 1000))),
        ("duration", str(round((video.record.length or 0.0) * 1000))),
    )
