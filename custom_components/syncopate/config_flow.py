"""How an engine is added: by hand, by the app through the Supervisor, or by what it says over MQTT."""

import json
from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo

from .address import InvalidAddress, read_address
from .client import EngineError, EngineIncompatible, EngineRefused, EngineUnreachable, KeyRefused
from .client.models import Info
from .const import DEFAULT_PORT, DOMAIN
from .coordinator import client_of

_KEY = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_PORT = NumberSelector(NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX))

_ENGINE = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PORT, default=DEFAULT_PORT): vol.All(_PORT, vol.Coerce(int)),
        vol.Required(CONF_API_KEY): _KEY,
        vol.Required(CONF_SSL, default=False): BooleanSelector(),
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)
_KEY_ONLY = vol.Schema({vol.Required(CONF_API_KEY): _KEY})


def _reason(error: EngineError) -> str:
    """Return the key of the form's error, or of the abort."""
    match error:
        case KeyRefused():
            return "invalid_auth"
        case EngineRefused(key="scope_missing"):
            return "scope_missing"
        case EngineIncompatible():
            return "engine_too_old" if error.engine_is_older else "integration_too_old"
        case EngineRefused() | EngineUnreachable():
            return "cannot_connect"
        case _:
            return "not_syncopate"


class SyncopateConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds an engine, or puts right how it is reached."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}

    async def _check(self, data: Mapping[str, Any]) -> tuple[Info | None, str | None]:
        """Return who answers there, or the key of what is wrong."""
        try:
            return await client_of(self.hass, data).info(), None
        except EngineError as error:
            return None, _reason(error)

    async def _check_entered(
        self, entered: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Info | None, dict[str, str]]:
        """Return what an entry keeps of a filled form, who answers there, and the form's errors."""
        try:
            data = read_address(entered)
        except InvalidAddress:
            return {}, None, {CONF_HOST: "invalid_host"}
        info, error = await self._check(data)
        return data, info, {"base": error} if error else {}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the engine is, and for a key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, info, errors = await self._check_entered(user_input)
            if info is not None:
                await self.async_set_unique_id(info.engine_id, raise_on_progress=False)
                self._abort_if_unique_id_configured(updates=data)
                return self.async_create_entry(title=info.name, data=data)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_ENGINE, user_input or {}),
            errors=errors,
        )

    @override
    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Take what the app announces through the Supervisor: its address and a key made for us."""
        config = discovery_info.config
        try:
            data = _data(config["host"], config["port"], config["key"])
        except KeyError, TypeError, ValueError:
            return self.async_abort(reason="invalid_discovery_info")
        info, error = await self._check(data)
        if info is None:
            return self.async_abort(reason=error or "cannot_connect")
        await self.async_set_unique_id(info.engine_id)
        self._abort_if_unique_id_configured(updates=data)
        self._found = data
        self.context["title_placeholders"] = {"name": info.name}
        return await self.async_step_hassio_confirm()

    async def async_step_hassio_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether to use the app's engine."""
        if user_input is not None:
            return self.async_create_entry(title="Syncopate", data=self._found)
        self._set_confirm_only()
        return self.async_show_form(step_id="hassio_confirm")

    @override
    async def async_step_mqtt(self, discovery_info: MqttServiceInfo) -> ConfigFlowResult:
        """Take what an engine says of itself over MQTT; the key has to be asked for."""
        try:
            said = json.loads(discovery_info.payload)
            engine_id = str(said["engine_id"])
            data = _data(said["host"], said["port"], "")
        except KeyError, TypeError, ValueError:
            return self.async_abort(reason="invalid_discovery_info")
        entry = await self.async_set_unique_id(engine_id)
        reached = entry is not None and entry.state is ConfigEntryState.LOADED
        # An entry that works keeps its address: what the engine knows of its own may be less good.
        moved = {} if reached else {CONF_HOST: data[CONF_HOST], CONF_PORT: data[CONF_PORT]}
        self._abort_if_unique_id_configured(updates=moved)
        self._found = data
        self.context["title_placeholders"] = {"name": f"{data[CONF_HOST]}:{data[CONF_PORT]}"}
        return await self.async_step_mqtt_confirm()

    async def async_step_mqtt_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the key of an engine found over MQTT."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**self._found, **user_input}
            info, error = await self._check(data)
            if info is not None:
                self._abort_unless_same(info)
                return self.async_create_entry(title=info.name, data=data)
            errors["base"] = error or "cannot_connect"
        return self.async_show_form(
            step_id="mqtt_confirm",
            data_schema=_KEY_ONLY,
            errors=errors,
            description_placeholders=_place(self._found),
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to ask for another key."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a key that the engine takes."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            info, error = await self._check({**entry.data, **user_input})
            if info is not None:
                await self.async_set_unique_id(info.engine_id)
                self._abort_if_unique_id_mismatch(reason="wrong_engine")
                return self.async_update_reload_and_abort(entry, data_updates=user_input)
            errors["base"] = error or "cannot_connect"
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=_KEY_ONLY,
            errors=errors,
            description_placeholders=_place(entry.data),
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the same engine is now."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data, info, errors = await self._check_entered(user_input)
            if info is not None:
                await self.async_set_unique_id(info.engine_id)
                self._abort_if_unique_id_mismatch(reason="wrong_engine")
                return self.async_update_reload_and_abort(entry, data_updates=data)
        shown = user_input or {name: value for name, value in entry.data.items() if name != CONF_API_KEY}
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(_ENGINE, shown),
            errors=errors,
        )

    def _abort_unless_same(self, info: Info) -> None:
        """Abort when another engine answers than the one that was found."""
        if info.engine_id != self.unique_id:
            raise AbortFlow("wrong_engine")


def _data(host: object, port: object, key: object) -> dict[str, Any]:
    """Return an entry's data. Raises TypeError or ValueError for what is no address."""
    if not (isinstance(host, str) and host and isinstance(port, int) and isinstance(key, str)):
        raise TypeError
    return {
        CONF_HOST: host,
        CONF_PORT: port,
        CONF_API_KEY: key,
        CONF_SSL: False,
        CONF_VERIFY_SSL: True,
    }


def _place(data: Mapping[str, Any]) -> dict[str, str]:
    return {"host": str(data[CONF_HOST]), "port": str(data[CONF_PORT])}
