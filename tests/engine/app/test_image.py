"""What the Dockerfile must say, and the start script with stand-ins for the programs of the image."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest


def test_bases_are_pinned_and_the_same(stages: Any) -> None:
    assert [stage.name for stage in stages] == ["build", ""]
    assert len({stage.image for stage in stages}) == 1
    assert re.fullmatch(
        r"ghcr\.io/home-assistant/base-python:3\.14-alpine3\.\d+-\d{4}\.\d\d\.\d", stages[0].image
    )
    (uv,) = [text for text in stages[0].all("COPY") if text.startswith("--from")]
    assert re.search(r"/uv:\d+\.\d+\.\d+ ", uv)


def test_only_what_is_locked_is_installed(stages: Any) -> None:
    installs = [text for stage in stages for text in stage.all("RUN") if re.search(r"\b(?:pip|uv)\b", text)]
    assert len(installs) == 2
    assert all(text.startswith("uv sync --frozen --no-dev") for text in installs)
    assert "--no-editable" in installs[-1]


def test_the_final_image(stages: Any) -> None:
    final = stages[-1]
    environment = final.environment
    assert environment["SYNCOPATE_HOST"] == "0.0.0.0"
    assert environment["SYNCOPATE_PORT"] == "9030"
    assert environment["SYNCOPATE_DATA_DIR"] == "/data"
    assert environment["PATH"].startswith("/opt/syncopate/bin:")
    assert "/api/v1/health" in final.all("HEALTHCHECK")[0]
    assert final.all("EXPOSE") == ["9030"]
    assert final.all("VOLUME") == ["/data"]
    assert "rootfs /" in final.all("COPY")
    (labels,) = final.all("LABEL")
    assert 'io.hass.type="app"' in labels
    assert 'org.opencontainers.image.licenses="GPL-3.0-or-later"' in labels
    assert not final.all("ENTRYPOINT")  # the base's own init
    assert not final.all("CMD")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_locked_package_has_a_wheel_for_the_image(addon: Path, machine: str) -> None:
    """Nothing is compiled on a Raspberry Pi: each package of the engine has a wheel for musl."""
    packages = {
        p["name"]: p for p in tomllib.loads((addon / "uv.lock").read_text(encoding="utf-8"))["package"]
    }
    wanted, seen = ["syncopate"], set[str]()
    while wanted:
        package = packages[name := wanted.pop()]
        if name in seen:
            continue
        seen.add(name)
        for dependency in package.get("dependencies", []):
            marker = dependency.get("marker", "")
            if "win32" not in marker and "PyPy" not in marker and "emscripten" not in marker:
                wanted.append(dependency["name"])
        for extras in package.get("optional-dependencies", {}).values():
            wanted.extend(one["name"] for one in extras if "win32" not in one.get("marker", ""))
        if name == "syncopate":
            continue
        files = [wheel["url"].rsplit("/", 1)[-1] for wheel in package.get("wheels", [])]
        fits = re.compile(rf"-none-any\.whl$|-(?:cp314-cp314|cp3\d+-abi3)-musllinux_\d_\d_{machine}\.whl$")
        assert any(fits.search(file) for file in files), f"{name} has no wheel for musl on {machine}"
    assert {"cryptography", "psycopg-binary", "rapidfuzz", "sqlalchemy"} <= seen


def start(
    script: Path, folder: Path, stand_ins: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the start script with an engine that only tells how it was called."""
    fake = stand_ins / "syncopate"
    fake.write_text(
        "#!/bin/bash\n"
        'echo "call $* ingress=${SYNCOPATE_INGRESS_PORT:-} share=$SYNCOPATE_SHARE_DIR level=${SYNCOPATE_LOG_LEVEL:-}'
        ' home=$HOME data=$SYNCOPATE_DATA_DIR"\n'
        '[[ "$1 ${FAIL_AT:-}" != "migrate migrate" ]]\n'
    )
    fake.chmod(0o755)
    data = folder / "data"
    return subprocess.run(
        ["bash", str(script / "run")],
        env={
            "PATH": f"{stand_ins}:{os.environ['PATH']}",
            "SYNCOPATE_DATA_DIR": str(data),
            **({"PUID": str(os.getuid()), "PGID": str(os.getgid())} if os.getuid() == 0 else {}),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture
def python3(stand_ins: Path) -> None:
    """Give the script a Python that is one; the machine's may be a shim."""
    (stand_ins / "python3").symlink_to(sys.executable)


pytestmark = pytest.mark.usefixtures("python3")


def test_as_a_plain_container(service_scripts: Path, tmp_path: Path, stand_ins: Path) -> None:
    done = start(service_scripts, tmp_path, stand_ins)
    data = tmp_path / "data"
    assert done.returncode == 0, done.stderr
    ending = f"ingress= share={data / 'share'} level= home={data} data={data}"
    assert done.stdout.splitlines() == [f"call migrate {ending}", f"call run {ending}"]


def test_under_the_supervisor(service_scripts: Path, tmp_path: Path, stand_ins: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/options.json").write_text('{"log_level": "debug"}')
    done = start(
        service_scripts,
        tmp_path,
        stand_ins,
        SUPERVISOR_TOKEN="t",
        SYNCOPATE_SHARE_DIR=str(tmp_path / "share"),
    )
    assert done.returncode == 0, done.stderr
    assert f"call run ingress=8099 share={tmp_path / 'share'} level=debug" in done.stdout


@pytest.mark.parametrize("options", [None, "", "{", "[]", '{"log_level": 3}', "{}"])
def test_options_that_cannot_be_read_are_the_defaults(
    service_scripts: Path, tmp_path: Path, stand_ins: Path, options: str | None
) -> None:
    (tmp_path / "data").mkdir()
    if options is not None:
        (tmp_path / "data/options.json").write_text(options)
    share = str(tmp_path / "share")
    done = start(service_scripts, tmp_path, stand_ins, SUPERVISOR_TOKEN="t", SYNCOPATE_SHARE_DIR=share)
    assert done.returncode == 0, done.stderr
    assert "level=info" in done.stdout


def test_a_failed_migration_starts_nothing(service_scripts: Path, tmp_path: Path, stand_ins: Path) -> None:
    done = start(service_scripts, tmp_path, stand_ins, FAIL_AT="migrate")
    assert done.returncode != 0
    assert "call run" not in done.stdout


@pytest.mark.parametrize("wrong", [{"PUID": "root"}, {"PGID": "-1"}, {"PUID": "1 --reuid 0"}])
def test_ids_that_are_none(
    service_scripts: Path, tmp_path: Path, stand_ins: Path, wrong: dict[str, str]
) -> None:
    done = start(service_scripts, tmp_path, stand_ins, **wrong)
    assert done.returncode == 1
    assert "is not a number" in done.stderr
    assert not done.stdout


def test_root_is_dropped_for_puid_and_pgid(service_scripts: Path, tmp_path: Path, stand_ins: Path) -> None:
    """As root every file of ours is given away and every right is dropped; otherwise nothing can be, and it says so."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/old.db").write_text("")
    done = start(service_scripts, tmp_path, stand_ins, PUID="1234", PGID="2345")
    assert done.returncode == 0, done.stderr
    asked = stand_ins / "setpriv.log"
    if os.getuid() != 0:
        assert "PUID and PGID are ignored" in done.stderr
        assert not asked.exists()
        return
    for path in (tmp_path / "data", tmp_path / "data/old.db", tmp_path / "data/share"):
        assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)
    lines = asked.read_text().splitlines()
    assert [line.rpartition(" -- ")[2] for line in lines] == ["syncopate migrate", "syncopate run"]
    for line in lines:
        assert line.startswith("--reuid 1234 --regid 2345 --clear-groups --no-new-privs --inh-caps -all ")


def test_under_the_supervisor_one_right_stays(service_scripts: Path, tmp_path: Path, stand_ins: Path) -> None:
    share = str(tmp_path / "share")
    start(service_scripts, tmp_path, stand_ins, SUPERVISOR_TOKEN="t", SYNCOPATE_SHARE_DIR=share)
    asked = stand_ins / "setpriv.log"
    text = asked.read_text() if asked.exists() else ""
    assert text.count("--ambient-caps -all,+dac_override --") == (2 if os.getuid() == 0 else 0)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["0", "0"], None), (["256", "15"], None), (["2", "0"], "2"), (["256", "9"], "137")],
)
def test_the_container_ends_with_the_engines_code(
    service_scripts: Path, tmp_path: Path, arguments: list[str], code: str | None
) -> None:
    halt = tmp_path / "halt"
    halt.write_text(f"#!/bin/bash\ntouch {tmp_path / 'halted'}\n")
    halt.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "S6_RESULTS": str(tmp_path), "S6_HALT": str(halt)}
    subprocess.run(["bash", str(service_scripts / "finish"), *arguments], env=environment, check=True)
    assert (tmp_path / "halted").exists()
    told = tmp_path / "exitcode"
    assert (told.read_text().strip() if told.exists() else None) == code


def test_the_service_is_one_of_s6(service_scripts: Path) -> None:
    assert (service_scripts / "type").read_text().strip() == "longrun"
    assert (service_scripts.parent / "user/contents.d/syncopate").exists()
    assert (service_scripts / "dependencies.d/base").exists()
    for name in ("run", "finish"):
        assert os.access(service_scripts / name, os.X_OK)
        assert (service_scripts / name).read_text().startswith("#!/usr/bin/with-contenv bash\n")
