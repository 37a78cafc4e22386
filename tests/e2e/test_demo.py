"""The commands a newcomer types first: the demo on real files, and what the others say of themselves."""

import asyncio
import re
from pathlib import Path

import pytest
from processes import ROOT

NAMES = ("Road trip", "Evening")
TABLE_COLUMNS = ("entry", "verdict", "matched file", "why")
LISTS = tuple(
    f"missing_{what}_{service}.txt" for what in ("tracks", "albums") for service in ("spotify", "tidal")
)


async def typed(*command: str) -> tuple[int, str]:
    """Run a script of the checkout and return its exit code and all it printed."""
    process = await asyncio.create_subprocess_exec(
        str(ROOT / "scripts" / command[0]),
        *command[1:],
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def stamps(files: list[Path]) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def counts_of(said: str, playlist: str) -> list[int]:
    """Return matched, review, missing, unknown, added, removed of a playlist's row in the last table."""
    rows = [line for line in said.splitlines() if line.startswith(f"{playlist} ") and "│" in line]
    return [int(cell) for cell in re.findall(r"│ (\d+) ", rows[-1])]


def files_named(said: str, suffix: str) -> list[Path]:
    return [Path(line.strip()) for line in said.splitlines() if re.fullmatch(rf"  /.*{suffix}", line)]


async def test_demo_shows_the_main_job(tmp_path: Path) -> None:
    """Verdict tables, counts, and where playlists and missing lists lie; the second time nothing is written."""
    folder = tmp_path / "a demo"
    code, said = await typed("demo", str(folder))
    assert code == 0, said
    heads = [line for line in said.splitlines() if all(column in line for column in TABLE_COLUMNS)]
    assert len(heads) == len(NAMES), said
    for verdict in ("match", "review", "missing"):
        assert f"│ {verdict} " in said
    written = files_named(said, r"\.m3u8")
    assert [path.stem for path in written] == list(NAMES)
    for playlist, path in zip(NAMES, written, strict=True):
        matched, _, missing, unknown, added, removed = counts_of(said, playlist)
        assert matched > 0 < missing
        assert (unknown, added, removed) == (0, matched, 0)
        entries = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        assert len(entries) == matched
        assert all((path.parent / entry).is_file() and not entry.startswith("/") for entry in entries)
    lists = files_named(said, r"\.txt")
    assert {path.name for path in lists} == set(LISTS)
    spotify = next(path for path in lists if path.name == LISTS[0]).read_text(encoding="utf-8")
    assert spotify.startswith("https://open.spotify.com/track/")

    before = stamps(written)
    code, said = await typed("demo", str(folder))
    assert code == 0, said
    assert len(re.findall(r"│ unchanged ", said)) >= len(NAMES), said
    assert all(counts_of(said, playlist)[-2:] == [0, 0] for playlist in NAMES)
    assert stamps(written) == before


async def test_demo_refuses_what_it_does_not_know() -> None:
    code, said = await typed("demo", "--frob")
    assert code == 2
    assert said.startswith("usage: scripts/demo")


@pytest.mark.parametrize(
    "script", ["demo", "run", "test", "setup", "lint", "bench", "tune-matching", "new-provider"]
)
async def test_script_tells_its_usage(script: str) -> None:
    code, said = await typed(script, "--help")
    assert code == 0, said
    assert said.startswith(f"usage: scripts/{script}"), said
