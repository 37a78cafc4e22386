"""The actions: what automations and people have the engine do, each with an answer."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import voluptuous as vol
from homeassistant.const import ATTR_MODE, ATTR_NAME
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv

from .calls import ENTRY, WAIT, Action, answer, engine_of, library_id, misuse, playlist_id
from .client.decode import encode
from .client.jobs import ScanMode
from .client.models import ExportFormat, JobName, Ruling, TargetPolicy, TriggerResult
from .const import DOMAIN
from .coordinator import SyncopateCoordinator
from .errors import translated
from .link_services import LINK_ACTIONS
from .naming import account_called, member_called, playlist_called
from .reviews import review_item
from .source_services import SOURCE_ACTIONS

_WHAT = ("all", "playlists", "albums", "users")
_LARGEST_FILE = 10_000_000
_LARGEST_EXPORT = 1_000_000

_SYNC = vol.Schema(
    {
        **ENTRY,
        **WAIT,
        vol.Exclusive("what", "target"): vol.In(_WHAT),
        vol.Exclusive("playlist", "target"): cv.string,
    }
)
NOT_ALONE = frozenset({JobName.UNKNOWN, JobName.RESTORE_CAPTURE})
"""What cannot be run by its name alone: a capture is restored by an action of its own."""

_RUN_JOB = vol.Schema(
    {
        **ENTRY,
        **WAIT,
        vol.Required("job"): vol.In([job.value for job in JobName if job not in NOT_ALONE]),
        vol.Optional(ATTR_MODE): vol.Coerce(ScanMode),
    }
)
_SCAN = vol.Schema(
    {
        **ENTRY,
        **WAIT,
        vol.Optional("library"): cv.string,
        vol.Optional(ATTR_MODE, default=ScanMode.INCREMENTAL): vol.Coerce(ScanMode),
    }
)
_GET_MISSING = vol.Schema(
    {
        **ENTRY,
        vol.Optional("playlist"): cv.string,
        vol.Optional("limit", default=100): vol.All(vol.Coerce(int), vol.Range(min=1, max=10_000)),
    }
)
_GET_REVIEWS = vol.Schema(
    {
        **ENTRY,
        vol.Optional("playlist"): cv.string,
        vol.Optional("limit", default=100): vol.All(vol.Coerce(int), vol.Range(min=1, max=1_000)),
        vol.Optional("min_confidence"): vol.All(vol.Coerce(float), vol.Range(min=0, max=1)),
    }
)
_TRACK = vol.Schema(
    {
        vol.Required("title"): cv.string,
        vol.Optional("artists", default=list): vol.All(cv.ensure_list, [cv.string]),
        vol.Optional("album"): cv.string,
        vol.Optional("duration_ms"): cv.positive_int,
        vol.Optional("isrc"): cv.string,
        vol.Optional("link"): cv.string,
    }
)
_ADD_PLAYLIST = vol.Schema(
    vol.All(
        {
            **ENTRY,
            vol.Exclusive("link", "source"): cv.string,
            vol.Exclusive("reference", "source"): cv.string,
            vol.Exclusive("tracks", "source"): vol.All(cv.ensure_list, [_TRACK]),
            vol.Exclusive("file", "source"): cv.path,
            vol.Optional("provider"): cv.string,
            vol.Optional("account"): cv.string,
            vol.Optional(ATTR_NAME): cv.string,
            vol.Optional("library"): cv.string,
            vol.Optional("member"): cv.string,
            vol.Optional("label"): cv.string,
            vol.Optional("interval_days"): vol.All(vol.Coerce(int), vol.Range(min=0, max=365)),
            vol.Optional("policy"): vol.In(
                [policy.value for policy in TargetPolicy if policy is not TargetPolicy.UNKNOWN]
            ),
            vol.Optional("cover_url"): vol.All(cv.string, vol.Length(min=1, max=2000)),
            vol.Optional("enabled"): cv.boolean,
        },
        cv.has_at_least_one_key("link", "reference", "tracks", "file"),
    )
)

_MORE = ("links", "path_from", "path_to")
_EXPORT = vol.Schema(
    {
        **ENTRY,
        vol.Required("playlist"): cv.string,
        vol.Optional("format"): vol.In(
            [form.value for form in ExportFormat if form is not ExportFormat.UNKNOWN]
        ),
        vol.Optional("library"): cv.string,
        **{vol.Optional(name): vol.All(cv.string, vol.Length(max=4096)) for name in _MORE},
    }
)

_CLEAR = "clear"
_RESOLVE_MATCH = vol.Schema(
    {
        **ENTRY,
        vol.Required("playlist"): cv.string,
        vol.Required("position"): vol.All(vol.Coerce(int), vol.Range(min=0, max=1_000_000)),
        vol.Required("ruling"): vol.In(
            [*(item.value for item in Ruling if item is not Ruling.UNKNOWN), _CLEAR]
        ),
        vol.Optional("track_key"): vol.All(cv.string, vol.Length(min=1, max=4096)),
        vol.Optional("identity"): vol.All(cv.string, vol.Length(min=1, max=4096)),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register all actions."""
    for name, action, schema, response in (
        ("sync", _sync, _SYNC, SupportsResponse.OPTIONAL),
        ("run_job", _run_job, _RUN_JOB, SupportsResponse.OPTIONAL),
        ("scan_library", _scan_library, _SCAN, SupportsResponse.OPTIONAL),
        ("get_missing", _get_missing, _GET_MISSING, SupportsResponse.ONLY),
        ("get_reviews", _get_reviews, _GET_REVIEWS, SupportsResponse.ONLY),
        ("export", _export, _EXPORT, SupportsResponse.ONLY),
        ("add_playlist", _add_playlist, _ADD_PLAYLIST, SupportsResponse.OPTIONAL),
        ("resolve_match", _resolve_match, _RESOLVE_MATCH, SupportsResponse.OPTIONAL),
        *SOURCE_ACTIONS,
        *LINK_ACTIONS,
    ):
        hass.services.async_register(
            DOMAIN, name, _handler(action), schema=schema, supports_response=response
        )


def _handler(action: Action) -> Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]:
    """Return the action as Home Assistant calls it: its engine found, its errors translated."""

    async def handle(call: ServiceCall) -> ServiceResponse:
        coordinator = engine_of(call)
        with translated():
            return await action(coordinator, call)

    return handle


async def _sync(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    client = coordinator.client
    if "playlist" in call.data:
        playlist = playlist_called(await client.playlists.all(), call.data["playlist"])
        return await answer(coordinator, call, await client.playlists.sync(playlist.id))
    trigger = await client.jobs.sync(call.data.get("what", "playlists"))
    if trigger.run is None or trigger.result is not TriggerResult.STARTED:
        raise misuse("not_configured", detail=trigger.detail)
    return await answer(coordinator, call, trigger.run)


async def _run_job(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    job = JobName(call.data["job"])
    arguments: dict[str, object] = {}
    if ATTR_MODE in call.data:
        if job is not JobName.SCAN_LIBRARY:
            raise misuse("mode_without_scan")
        arguments["mode"] = call.data[ATTR_MODE].value
    return await answer(coordinator, call, await coordinator.client.jobs.run(job, arguments))


async def _scan_library(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    run = await coordinator.client.jobs.scan(call.data[ATTR_MODE], await library_id(coordinator, call))
    return await answer(coordinator, call, run)


async def _get_missing(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    only = await playlist_id(coordinator, call)
    items, total = await coordinator.client.playlists.missing(limit=call.data["limit"], playlist_id=only)
    return {"total": total, "items": [encode(item) for item in items]}


async def _get_reviews(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    only = await playlist_id(coordinator, call)
    items, total = await coordinator.client.matches.reviews(
        limit=call.data["limit"], playlist_id=only, min_score=call.data.get("min_confidence")
    )
    return {"total": total, "items": [review_item(item) for item in items]}


async def _export(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    usual = ExportFormat.TXT if "links" in call.data else ExportFormat.M3U8
    playlists, form = coordinator.client.playlists, ExportFormat(call.data.get("format", usual))
    playlist = playlist_called(await playlists.all(), call.data["playlist"])
    more = {name: call.data[name] for name in _MORE if name in call.data}
    if chosen := await library_id(coordinator, call):
        more["library_id"] = chosen
    filename, data = await playlists.export(playlist.id, form, more, most=_LARGEST_EXPORT)
    if len(data) > _LARGEST_EXPORT:
        raise misuse("export_too_large", name=playlist.name, limit=f"{_LARGEST_EXPORT // 1_000_000} MB")
    return {"filename": filename, "format": form.value, "content": _text(data)}


def _text(data: bytes) -> str:
    """Return an export as text: M3U alone may be in Windows-1252, and is no UTF-8 then."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


async def _add_playlist(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    playlists = coordinator.client.playlists
    names = (ATTR_NAME, "label", "interval_days", "policy", "cover_url", "enabled")
    fields: dict[str, object] = {name: call.data[name] for name in names if name in call.data}
    if chosen := await library_id(coordinator, call):
        fields["library_id"] = chosen
    if "member" in call.data:
        fields["member_id"] = member_called(await coordinator.client.members(), call.data["member"]).id
    if "account" in call.data and not {"link", "reference"} & call.data.keys():
        raise misuse("account_without_source")
    if "file" in call.data:
        path = Path(call.data["file"])
        content = await _file_content(call.hass, path)
        added = await playlists.upload(path.name, content, fields)
    else:
        added = await playlists.add(_source(coordinator, call) | fields)
    await coordinator.async_request_refresh()
    return {"playlist": encode(added)} if call.return_response else None


def _source(coordinator: SyncopateCoordinator, call: ServiceCall) -> dict[str, object]:
    """Return where a playlist comes from. Raises ServiceValidationError."""
    names = ("link", "provider", "reference", "tracks")
    source: dict[str, object] = {name: call.data[name] for name in names if name in call.data}
    if "account" in call.data:
        account = account_called(coordinator.data.status.accounts, call.data["account"])
        source["account_id"] = account.id
        if "reference" in source:
            source.setdefault("provider", account.provider)
    if "reference" in source and "provider" not in source:
        raise misuse("provider_missing")
    if "tracks" in source and ATTR_NAME not in call.data:
        raise misuse("name_missing")
    return source


async def _resolve_match(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    client, said, key = coordinator.client, call.data["ruling"], call.data.get("track_key")
    ruling = None if said == _CLEAR else Ruling(said)
    if ruling is Ruling.IS and key is None:
        raise misuse("track_key_missing")
    playlist = playlist_called(await client.playlists.all(), call.data["playlist"])
    match = await client.matches.decide(
        playlist.id, call.data["position"], ruling, key, call.data.get("identity")
    )
    await coordinator.async_request_refresh()
    return {"match": encode(match)} if call.return_response else None


async def _file_content(hass: HomeAssistant, path: Path) -> bytes:
    """Return what a file of Home Assistant's own machine holds. Raises ServiceValidationError."""
    if not hass.config.is_allowed_path(str(path)):
        raise misuse("file_not_allowed", file=str(path))

    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE + 1)

    try:
        content = await hass.async_add_executor_job(read)
    except OSError as error:
        raise misuse("file_unreadable", file=str(path)) from error
    if len(content) > _LARGEST_FILE:
        raise misuse("file_too_large", file=str(path), limit=f"{_LARGEST_FILE // 1_000_000} MB")
    return content
