"""How titles are rated: two for each star, -1 takes it back."""

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import Rating
from syncopate.errors import InvalidInput
from syncopate.providers.plex.parse_titles import Video
from syncopate.providers.plex.wire import Query
from syncopate.providers.plex.writing import LIBRARY, Writer

_SAME = 0.01
_NONE = "-1"


class RateWriter(Writer):
    """Rates titles."""

    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether it is rated so."""
        there, wanted = video.record.values.rating, operation.value
        return there is not None and isinstance(wanted, Rating) and abs(there.value - wanted.value) < _SAME

    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Rate one."""
        wanted = operation.value
        if not isinstance(wanted, Rating):
            raise InvalidInput("A rating is needed.", field="value")
        # Without the date that it had elsewhere: what is rated in the past is not among what changed since.
        await self._client.write("PUT", "/:/rate", _rated(video, f"{wanted.value:g}"))


class UnrateWriter(Writer):
    """Takes ratings back."""

    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether it is not rated."""
        del operation
        return not video.stars

    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Take the rating of one back."""
        del operation
        await self._client.write("PUT", "/:/rate", _rated(video, _NONE))


def _rated(video: Video, rating: str) -> Query:
    return (*LIBRARY, ("key", video.key), ("rating", rating))
