"""The repair that is settled here: a plan of a link waits, and the user says yes or no to it."""

from collections.abc import Mapping

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .client import EngineError, EngineRefused
from .client.models import OperationCount, Side, WatchLinkView, WatchPlanView
from .const import DOMAIN
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .errors import text_of

_OVER = {"conflict", "not_found"}
"""What the engine says of a plan that no longer waits."""

_REASON = f"component.{DOMAIN}.entity.sensor.link_held.state_attributes.reasons.state."
_ACTION = f"component.{DOMAIN}.selector.link_action.options."


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow for a plan that waits: the only issue that can be fixed."""
    facts = {name: str(value) for name, value in (data or {}).items()}
    return HeldPlanFlow(facts["entry_id"], facts["link_id"], facts["plan_id"])


class HeldPlanFlow(RepairsFlow):
    """Shows what would be written and why it waits; then does what the user says."""

    def __init__(self, entry_id: str, link_id: str, plan_id: str) -> None:
        self._entry_id = entry_id
        self._link_id = link_id
        self._plan_id = plan_id

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Show the plan."""
        coordinator = self._coordinator()
        if coordinator is None:
            return self.async_abort(reason="not_loaded")
        try:
            link = await coordinator.client.links.read(self._link_id)
            page, _ = await coordinator.client.links.plan(self._link_id, self._plan_id, limit=1)
        except EngineError as error:
            return self._abort(error)
        language = self.hass.config.language
        texts = {
            **await async_get_translations(self.hass, language, "entity", {DOMAIN}),
            **await async_get_translations(self.hass, language, "selector", {DOMAIN}),
        }
        return self.async_show_menu(
            step_id="init",
            menu_options=["approve", "discard"],
            description_placeholders={
                "name": link.name,
                "count": str(page.plan.counts.planned),
                "reasons": _reasons(page.plan, texts),
                "writes": "\n".join(_write(link, each, texts) for each in page.breakdown),
            },
        )

    async def async_step_approve(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Have the plan done."""
        return await self._settle(approve=True)

    async def async_step_discard(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Have nothing of it done."""
        return await self._settle(approve=False)

    async def _settle(self, *, approve: bool) -> RepairsFlowResult:
        coordinator = self._coordinator()
        if coordinator is None:
            return self.async_abort(reason="not_loaded")
        links = coordinator.client.links
        try:
            if approve:
                await links.apply(self._link_id, self._plan_id)
            else:
                await links.discard(self._link_id, self._plan_id)
        except EngineError as error:
            return self._abort(error)
        await coordinator.async_request_refresh()
        return self.async_create_entry(data={})

    def _coordinator(self) -> SyncopateCoordinator | None:
        entry: SyncopateConfigEntry | None = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        return entry.runtime_data

    def _abort(self, error: EngineError) -> RepairsFlowResult:
        if isinstance(error, EngineRefused) and error.key in _OVER:
            return self.async_abort(reason="plan_over")
        _, placeholders = text_of(error)
        return self.async_abort(
            reason="not_done", description_placeholders={"detail": placeholders.get("detail", str(error))}
        )


def _reasons(plan: WatchPlanView, texts: Mapping[str, str]) -> str:
    """Return why a plan waits, each reason once."""
    kinds = dict.fromkeys(each.because.value for each in plan.reasons)
    return "; ".join(texts.get(f"{_REASON}{kind}", kind) for kind in kinds)


def _write(link: WatchLinkView, each: OperationCount, texts: Mapping[str, str]) -> str:
    """Return a line that says what is written where, how often."""
    account = link.left if each.side is Side.LEFT else link.right
    action = texts.get(f"{_ACTION}{each.action.value}", each.action.value)
    return f"- {account.name}: {action} ({each.count})"
