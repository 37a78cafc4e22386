"""The rights the engine has in the image: the AppArmor profile, and what the start script leaves with real tools."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

USER, GROUP = 12345, 23456
DAC_OVERRIDE = 1 << 1  # capabilities(7)
ENGINE = r"""#!/bin/bash
[[ "$1" == run ]] || exit 0
grep -E '^(Uid|Gid|Groups|CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs):' /proc/self/status
touch "$SYNCOPATE_DATA_DIR/made" "$SYNCOPATE_SHARE_DIR/made" && echo "ours: yes"
(echo x > "$FOREIGN/made") 2>/dev/null && echo "foreign: yes"
setpriv --reuid 0 true 2>/dev/null && echo "root again: yes"
true
"""


def tool(name: str) -> str:
    """Return where a program is; skip where it is not, fail where it must be."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        required = name in os.environ.get("SYNCOPATE_REQUIRE", "").split(",")
        (pytest.fail if required else pytest.skip)(
            f"{name} is not installed (scripts/setup installs it when root)"
        )
    return found


def parse(profile: Path) -> subprocess.CompletedProcess[str]:
    """Compile a profile; it is never loaded into the kernel."""
    command = [tool("apparmor_parser"), "--skip-kernel-load", "--skip-cache", str(profile)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_profile_can_be_compiled(addon: Path) -> None:
    done = parse(addon / "apparmor.txt")
    assert done.returncode == 0, done.stderr


def test_a_profile_with_a_slip_is_refused(addon: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text((addon / "apparmor.txt").read_text().replace("capability chown,", "capability chwon,"))
    assert parse(wrong).returncode != 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user may look into; those of pytest are its own user's."""
    folder = Path(tempfile.mkdtemp(prefix="syncopate-rights-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def status(script: Path, folder: Path, **environment: str) -> dict[str, str]:
    """Run the start script as root with the real setpriv; return what the engine found itself to be."""
    if os.getuid() != 0:
        pytest.skip("only root can give root up")
    tool("setpriv")
    programs, foreign = folder / "bin", folder / "foreign"
    programs.mkdir()
    foreign.mkdir()
    (programs / "syncopate").write_text(ENGINE)
    (programs / "syncopate").chmod(0o755)
    (programs / "python3").symlink_to(sys.executable)
    data = folder / "data"
    data.mkdir()
    (data / "old").touch()
    given = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "SYNCOPATE_DATA_DIR": str(data),
        "SYNCOPATE_SHARE_DIR": str(folder / "share"),
        "FOREIGN": str(foreign),
        "PUID": str(USER),
        "PGID": str(GROUP),
    }
    done = subprocess.run(
        ["bash", str(script / "run")],
        env=given | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for path in (data / "old", data / "made", folder / "share/made"):
        assert (path.stat().st_uid, path.stat().st_gid) == (USER, GROUP)
    return dict(line.partition(":")[::2] for line in done.stdout.replace("\t", " ").splitlines())


def held(found: dict[str, str]) -> dict[str, int]:
    return {name: int(found[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}


def is_the_user(found: dict[str, str]) -> None:
    assert found["Uid"].split() == [str(USER)] * 4
    assert found["Gid"].split() == [str(GROUP)] * 4
    assert found["Groups"].split() == []
    assert found["NoNewPrivs"].strip() == "1"
    assert found["ours"] == " yes"
    assert "root again" not in found


def test_a_plain_container_leaves_no_rights_of_root(service_scripts: Path, open_folder: Path) -> None:
    found = status(service_scripts, open_folder)
    is_the_user(found)
    assert set(held(found).values()) == {0}
    assert "foreign" not in found


def test_under_the_supervisor_one_right_is_left(service_scripts: Path, open_folder: Path) -> None:
    found = status(service_scripts, open_folder, SUPERVISOR_TOKEN="t")
    is_the_user(found)
    assert set(held(found).values()) == {DAC_OVERRIDE}
    assert found["foreign"] == " yes"
