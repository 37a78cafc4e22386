"""The actions about sources: searching, reading them anew, identifying titles, and removing playlists."""

from collections.abc import Sequence

import voluptuous as vol
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv

from .calls import ENTRY, WAIT, Action, answer, library_id, misuse
from .client.decode import encode
from .client.models import FoundKind, JobName
from .coordinator import SyncopateCoordinator
from .naming import playlist_called

_LIBRARY = "library"
_CATALOGUE = "catalogue"

_ONE = vol.Schema({**ENTRY, **WAIT, vol.Required("playlist"): cv.string})
_REMOVE = vol.Schema(
    {
        **ENTRY,
        vol.Required("playlist"): cv.string,
        vol.Optional("delete_target", default=False): cv.boolean,
    }
)
_SEARCH = vol.Schema(
    {
        **ENTRY,
        vol.Required("query"): vol.All(cv.string, vol.Length(min=1, max=300)),
        vol.Optional("kind", default=FoundKind.TRACK.value): vol.In(
            [kind.value for kind in FoundKind if kind is not FoundKind.UNKNOWN]
        ),
        vol.Optional("where", default=_LIBRARY): vol.In([_LIBRARY, _CATALOGUE]),
        vol.Optional("library"): cv.string,
        vol.Optional("provider"): cv.string,
        vol.Optional("limit", default=20): vol.All(vol.Coerce(int), vol.Range(min=1, max=100)),
    }
)


async def _remove_playlist(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    playlists = coordinator.client.playlists
    # Removing cannot be undone: a part of a name is not enough.
    playlist = playlist_called(await playlists.all(), call.data["playlist"], whole=True)
    await playlists.remove(playlist.id, delete_target=call.data["delete_target"])
    await coordinator.async_request_refresh()
    return {"playlist": encode(playlist)} if call.return_response else None


async def _search(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    searches, where = coordinator.client.searches, call.data["where"]
    kind, limit = FoundKind(call.data["kind"]), call.data["limit"]
    if ("provider" if where == _LIBRARY else "library") in call.data:
        raise misuse("search_mixed")
    if where == _LIBRARY:
        page = await searches.library(
            call.data["query"], kind, limit=limit, library_id=await library_id(coordinator, call)
        )
        return {"total": page.page.total, "items": [encode(item) for item in page.items]}
    found = await searches.catalogue(
        call.data["query"], kind, limit=limit, provider=call.data.get("provider")
    )
    return encode(found)


async def _refresh_playlist(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    return await _run(coordinator, call, JobName.REFRESH_PLAYLISTS)


async def _identify_playlist(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    return await _run(coordinator, call, JobName.IDENTIFY_PLAYLISTS)


async def _run(coordinator: SyncopateCoordinator, call: ServiceCall, job: JobName) -> ServiceResponse:
    client = coordinator.client
    playlist = playlist_called(await client.playlists.all(), call.data["playlist"])
    return await answer(coordinator, call, await client.jobs.of_playlist(job, playlist.id))


SOURCE_ACTIONS: Sequence[tuple[str, Action, vol.Schema, SupportsResponse]] = (
    ("remove_playlist", _remove_playlist, _REMOVE, SupportsResponse.OPTIONAL),
    ("search", _search, _SEARCH, SupportsResponse.ONLY),
    ("refresh_playlist", _refresh_playlist, _ONE, SupportsResponse.OPTIONAL),
    ("identify_playlist", _identify_playlist, _ONE, SupportsResponse.OPTIONAL),
)
"""Each with its name, what it takes and whether it answers."""
