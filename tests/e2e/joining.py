"""Setting up Home Assistant for the household: MQTT and the integration, through the flows a user clicks."""

from typing import Any

from home import Home

WANTED = ("mqtt", "syncopate")


async def entries_of(home: Home, domain: str) -> list[dict[str, Any]]:
    """Return the config entries of an integration."""
    entries: list[dict[str, Any]] = await home.get("/api/config/config_entries/entry")
    return [entry for entry in entries if entry["domain"] == domain]


async def flows_of(home: Home, domain: str, source: str) -> list[dict[str, Any]]:
    """Return the flows that wait for the user and were begun for a reason, e.g. `reauth`."""
    flows: list[dict[str, Any]] = await home.ask("config_entries/flow/progress")
    return [flow for flow in flows if flow["handler"] == domain and flow["context"]["source"] == source]


async def add_broker(home: Home, port: int, user: str, password: str) -> dict[str, Any]:
    """Set up MQTT and return the flow's last step."""
    step = await home.flow("mqtt")
    wanted = {field["name"] for field in step["data_schema"]}
    values: dict[str, Any] = {
        "broker": "127.0.0.1",
        "port": port,
        "protocol": "5",
        "username": user,
        "password": password,
        "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
    }
    given = {name: value for name, value in values.items() if name in wanted}
    return await home.answer(step, given)


async def add_engine(home: Home, url: str, key: str) -> dict[str, Any]:
    """Set up the integration and return the flow's last step."""
    return await home.answer(await home.flow("syncopate"), engine_form(url, key))


def engine_form(url: str, key: str) -> dict[str, Any]:
    """Return what is typed into the form of the integration."""
    return {"host": "127.0.0.1", "port": int(url.rsplit(":", 1)[1]), "api_key": key}
