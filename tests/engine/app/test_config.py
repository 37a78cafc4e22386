"""The app's configuration against the Supervisor's rules; keys it does not know vanish there without a word."""

import re
import struct
from pathlib import Path
from typing import Any

import pytest
import yaml

REQUIRED = {"name", "version", "slug", "description", "arch"}
KNOWN = REQUIRED | set(
    """
    machine url startup boot init stage ports ports_description watchdog webui ingress ingress_port
    ingress_entry ingress_stream panel_icon panel_title panel_admin homeassistant host_network host_pid
    host_ipc host_uts host_dbus devices udev tmpfs map environment privileged apparmor full_access audio
    video gpio usb uart devicetree kernel_modules realtime hassio_api hassio_role homeassistant_api stdin
    legacy docker_api auth_api services discovery backup_exclude backup_pre backup_post backup options
    schema image ulimits timeout journald breaking_versions
    """.split()  # noqa: SIM905 -- seventy strings in quotes read worse
)
OBSOLETE = {"advanced", "codenotary", "watchdog"}
RISKY = {
    "full_access", "docker_api", "host_network", "host_pid", "privileged", "hassio_api", "auth_api",
    "homeassistant_api", "devices",
}  # fmt: skip
ARCHITECTURES = {"aarch64", "amd64"}
FOLDERS = {
    "data", "ssl", "share", "media", "backup", "homeassistant_config", "local_apps", "app_config", "all_app_configs",
}  # fmt: skip
SCHEMA = re.compile(
    r"(?:(?:str|password|int|float)(?:\(-?[\d.]*,-?[\d.]*\))?|bool|email|url|port|match\(.*\)|list\(.+\)"
    r"|device(?:\(subsystem=\w+\))?)\??"
)


@pytest.fixture(scope="module")
def config(addon: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((addon / "config.yaml").read_text(encoding="utf-8"))
    return loaded


def test_keys_are_known_and_none_is_obsolete(config: dict[str, Any]) -> None:
    assert config.keys() >= REQUIRED
    assert config.keys() <= KNOWN
    assert not config.keys() & OBSOLETE


def test_it_asks_for_no_more_rights_than_it_needs(config: dict[str, Any]) -> None:
    assert not config.keys() & RISKY
    assert config["apparmor"] is True


def test_values_are_what_the_supervisor_takes(config: dict[str, Any]) -> None:
    assert config["slug"] == "syncopate"
    assert re.fullmatch(r"\d+\.\d+\.\d+", config["version"])
    assert set(config["arch"]) == ARCHITECTURES
    assert config["startup"] in {"initialize", "system", "services", "application", "once"}
    assert config["boot"] in {"auto", "manual", "manual_only"}
    assert config["init"] is False  # s6 is the init
    assert config["homeassistant"] == "2026.10.0"
    assert all(re.fullmatch(r"(?:mqtt|mysql):(?:provide|want|need)", name) for name in config["services"])
    assert config["services"] == ["mqtt:want"]
    assert config["discovery"] == ["syncopate"]
    assert 10 <= config["timeout"] <= 300


def test_ingress_and_ports(config: dict[str, Any]) -> None:
    assert config["ingress"] is True
    assert config["ingress_port"] == 8099
    assert "webui" not in config
    assert config["ports"] == {"9030/tcp": None}  # off until the user gives it a port


def test_folders(config: dict[str, Any]) -> None:
    assert {entry["type"] for entry in config["map"]} == {"media", "share"}
    for entry in config["map"]:
        assert entry["type"] in FOLDERS
        assert entry["read_only"] is False


def test_the_backup_is_consistent(config: dict[str, Any]) -> None:
    assert config["backup"] == "cold"
    assert not config.keys() & {"backup_pre", "backup_post"}
    assert "jobs.db*" in config["backup_exclude"]


def test_options_fit_their_schema(config: dict[str, Any]) -> None:
    assert config["options"].keys() == config["schema"].keys() == {"log_level"}
    assert all(SCHEMA.fullmatch(kind) for kind in config["schema"].values())
    levels = config["schema"]["log_level"].removeprefix("list(").removesuffix(")").split("|")
    assert config["options"]["log_level"] in levels


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_option_and_port_is_translated(addon: Path, config: dict[str, Any], language: str) -> None:
    texts = yaml.safe_load((addon / "translations" / f"{language}.yaml").read_text(encoding="utf-8"))
    assert texts.keys() == {"configuration", "network"}
    assert texts["configuration"].keys() == config["schema"].keys()
    assert all(text["name"] and text["description"] for text in texts["configuration"].values())
    assert texts["network"].keys() == config["ports"].keys()


def test_the_repository_is_one(addon: Path) -> None:
    repository = yaml.safe_load((addon.parent / "repository.yaml").read_text(encoding="utf-8"))
    assert repository.keys() == {"name", "url", "maintainer"}
    assert all(isinstance(value, str) and value for value in repository.values())


@pytest.mark.parametrize(("name", "size"), [("icon.png", (128, 128)), ("logo.png", (250, 100))])
def test_pictures_have_their_size_and_a_transparent_ground(
    addon: Path, name: str, size: tuple[int, int]
) -> None:
    head = (addon / name).read_bytes()[:26]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", head[16:24]) == size
    assert head[25] == 6  # red, green, blue, alpha


def test_apparmor_names_the_slug_and_the_folders(addon: Path, config: dict[str, Any]) -> None:
    text = (addon / "apparmor.txt").read_text(encoding="utf-8")
    assert f"profile {config['slug']} flags=(attach_disconnected,mediate_deleted) {{" in text
    assert text.count("{") - text.count("@{") - text.count("{,") == text.count("}") - text.count(
        "@{PROC}"
    ) - text.count("@{pid}")
    for folder in ("/data", *(f"/{entry['type']}" for entry in config["map"])):
        assert f"  {folder}/** rw" in text
    rules = [line.strip() for line in text.splitlines() if line.startswith("  ") and "#" not in line]
    assert all(rule.endswith(",") for rule in rules)
    assert not any(rule.startswith(("/** ", "file,", "capability,", "network,")) for rule in rules)


def test_documents_are_there_and_name_every_option(addon: Path, config: dict[str, Any]) -> None:
    documents = (addon / "DOCS.md").read_text(encoding="utf-8")
    for name in ("README.md", "CHANGELOG.md"):
        assert (addon / name).read_text(encoding="utf-8").startswith("# ")
    assert all(f"`{option}`" in documents for option in config["schema"])


def test_errors_named_in_the_documents_exist(addon: Path) -> None:
    from syncopate.errors import every_error  # noqa: PLC0415 -- the only test here that needs the engine

    keys = {error.key for error in every_error()} | {"plan_held"}
    documents = (addon / "DOCS.md").read_text(encoding="utf-8")
    table = documents[documents.index("| Key |") :]
    named = {
        key
        for row in table.splitlines()[2:]
        if row.startswith("| `")
        for key in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert len(named) > 10
    assert named <= keys
