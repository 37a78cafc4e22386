"""The actions about links: planning, running, saying yes or no to a plan, and bringing a capture back."""

from collections.abc import Sequence
from typing import Any

import voluptuous as vol
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, entity_registry as er

from .calls import ENTRY, LIMIT_OF_TIME, WAIT, Action, answer, misuse
from .client.decode import encode
from .client.jobs import ended
from .client.models import RunView, WatchLinkView
from .const import DOMAIN
from .coordinator import SyncopateCoordinator
from .devices import link_key
from .naming import link_called

_ID = vol.All(cv.string, vol.Match(r"^[0-9A-Za-z_-]{1,64}\Z"))
"""An id as the engine gives them: it becomes a part of an address."""

_LINK = {
    **ENTRY,
    vol.Exclusive("link", "which"): cv.string,
    vol.Exclusive(ATTR_ENTITY_ID, "which"): cv.entity_id,
}


def _of_link(fields: dict[Any, Any]) -> vol.Schema:
    return vol.Schema(vol.All(_LINK | fields, cv.has_at_least_one_key("link", ATTR_ENTITY_ID)))


_PREVIEW = _of_link(
    {
        **LIMIT_OF_TIME,
        vol.Optional("limit", default=50): vol.All(vol.Coerce(int), vol.Range(min=1, max=1000)),
    }
)
_RUN = _of_link({**WAIT, vol.Optional("whole", default=False): cv.boolean})
_APPLY = _of_link({**WAIT, vol.Optional("plan_id"): _ID})
_DISCARD = _of_link({vol.Optional("plan_id"): _ID})
_RESTORE = vol.Schema({**ENTRY, **WAIT, vol.Required("capture_id"): _ID})


async def _preview_link(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    links, link = coordinator.client.links, await _link(coordinator, call)
    started = await links.run(link.id, preview=True)
    detail = await coordinator.async_wait(started.id, call.data["timeout"])
    result = next((item for item in detail.items if item.item_id == link.id), None)
    told: dict[str, Any] = {
        "finished": ended(detail.run),
        "run": encode(detail.run),
        "error": None if result is None else result.error,
        "detail": "" if result is None else result.detail,
    }
    if not ended(detail.run):
        return told | {"plan": None, "breakdown": [], "total": 0, "items": []}
    plan = next((plan for plan in await links.plans(link.id) if plan.run_id == started.id), None)
    if plan is None:
        raise _not_planned(link, told["detail"] or detail.run.detail or detail.run.status.value)
    page, items = await links.plan(link.id, plan.id, limit=call.data["limit"])
    return told | {
        "plan": encode(page.plan),
        "breakdown": [encode(each) for each in page.breakdown],
        "total": page.page.total,
        "items": [encode(each) for each in items],
    }


def _not_planned(link: WatchLinkView, detail: str) -> HomeAssistantError:
    """Return the error of a run that came to no plan."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="preview_failed",
        translation_placeholders={"name": link.name, "detail": detail},
    )


async def _run_link(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    link = await _link(coordinator, call)
    run = await coordinator.client.links.run(link.id, whole=call.data["whole"])
    return await _answer(coordinator, call, link, run)


async def _apply_plan(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    link = await _link(coordinator, call)
    run = await coordinator.client.links.apply(link.id, call.data.get("plan_id"))
    return await _answer(coordinator, call, link, run)


async def _answer(
    coordinator: SyncopateCoordinator, call: ServiceCall, link: WatchLinkView, run: RunView
) -> ServiceResponse:
    """Return the run, and the link as it is now: with its sums, and what waits."""
    told = await answer(coordinator, call, run)
    if told is None:
        return None
    return {**told, "link": encode(await coordinator.client.links.read(link.id))}


async def _discard_plan(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    link = await _link(coordinator, call)
    plan = await coordinator.client.links.discard(link.id, call.data.get("plan_id"))
    await coordinator.async_request_refresh()
    return {"plan": encode(plan)} if call.return_response else None


async def _restore_capture(coordinator: SyncopateCoordinator, call: ServiceCall) -> ServiceResponse:
    run = await coordinator.client.links.restore(call.data["capture_id"])
    return await answer(coordinator, call, run)


async def _link(coordinator: SyncopateCoordinator, call: ServiceCall) -> WatchLinkView:
    """Return the link that is named, or whose entity is. Raises ServiceValidationError, EngineError."""
    links = await coordinator.client.links.all()
    if ATTR_ENTITY_ID not in call.data:
        return link_called(links, call.data["link"])
    entity_id = call.data[ATTR_ENTITY_ID]
    known = er.async_get(call.hass).async_get(entity_id)
    for link in links:
        if known is not None and known.unique_id.startswith(f"{link_key(coordinator, link.id)}_"):
            return link
    raise misuse("entity_of_no_link", entity=entity_id)


LINK_ACTIONS: Sequence[tuple[str, Action, vol.Schema, SupportsResponse]] = (
    ("preview_link", _preview_link, _PREVIEW, SupportsResponse.ONLY),
    ("run_link", _run_link, _RUN, SupportsResponse.OPTIONAL),
    ("apply_plan", _apply_plan, _APPLY, SupportsResponse.OPTIONAL),
    ("discard_plan", _discard_plan, _DISCARD, SupportsResponse.OPTIONAL),
    ("restore_capture", _restore_capture, _RESTORE, SupportsResponse.OPTIONAL),
)
"""Each with its name, what it takes and whether it answers."""
