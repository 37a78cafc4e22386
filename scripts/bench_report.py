"""Runs the benches and prints a table with targets, or one JSON object; exit code 1: a target is missed."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_scan import ScanSize, run_scan_bench
from bench_sync import SyncSize, run_sync_bench

PARTS = ("scan", "sync")


@dataclass(frozen=True, slots=True)
class Target:
    """What a number must be: at most `limit`, or at least where more is better."""

    what: str
    limit: float
    unit: str
    more_is_better: bool = False

    def met(self, value: float) -> bool:
        """Tell whether a number is good enough."""
        return value >= self.limit if self.more_is_better else value <= self.limit

    @property
    def text(self) -> str:
        """The target as people read it."""
        return f"{'≥' if self.more_is_better else '≤'} {self.limit:,g} {self.unit}".rstrip()


TARGETS: Mapping[str, Target] = {
    "scan_files_per_s": Target("first scan of small files", 2000, "files/s", more_is_better=True),
    "rescan_100k_s": Target("rescan of 100,000 unchanged files, none opened", 10, "s"),
    "sync_s": Target("sync of 100 playlists × 100 entries, 100,000 tracks", 20, "s"),  # noqa: RUF001 -- times
    "resync_s": Target("the same again, nothing changed", 5, "s"),
    "resync_writes": Target("playlists written by that", 0, ""),
    "rest_mb": Target("memory of the engine at rest afterwards", 160, "MB"),
    "rest_cpu_percent": Target("processor at rest", 2, "% of a core"),
}


def main() -> int:
    """Run what is asked for."""
    arguments = _arguments()
    found: dict[str, float] = {}
    if arguments.part in {None, "scan"}:
        _say("measuring scans")
        found |= run_scan_bench(ScanSize(first=400, unchanged=2_000) if arguments.small else ScanSize())
    if arguments.part in {None, "sync"}:
        _say(f"measuring syncs, then the engine at rest for {arguments.rest_seconds:g} s")
        found |= run_sync_bench(_sync_size(arguments))
    if arguments.json:
        print(json.dumps(found))
    else:
        _show(found, judged=not arguments.small)
    return 0 if arguments.small or all(TARGETS[name].met(value) for name, value in found.items()) else 1


def _sync_size(arguments: argparse.Namespace) -> SyncSize:
    rest = arguments.rest_seconds
    if arguments.small:
        return SyncSize(tracks=2_000, playlists=4, entries=25, rest_seconds=rest)
    return SyncSize(rest_seconds=rest)


def _show(found: Mapping[str, float], *, judged: bool) -> None:
    table = Table(title="Bench" if judged else "Bench, small: targets are not judged")
    for name in ("key", "what"):
        table.add_column(name)
    for name in ("measured", "target"):
        table.add_column(name, justify="right")
    table.add_column("met")
    for name, value in found.items():
        target = TARGETS[name]
        met = ("yes" if target.met(value) else "NO") if judged else "–"  # noqa: RUF001 -- a dash for people
        table.add_row(name, target.what, f"{value:,g} {target.unit}".rstrip(), target.text, met)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "scripts/bench", description="Measures scans, syncs and the engine at rest."
    )
    parser.add_argument("part", nargs="?", choices=PARTS, help="what to measure; both when left out")
    parser.add_argument("--json", action="store_true", help="print one flat JSON object and nothing else")
    parser.add_argument(
        "--small", action="store_true", help="a quick try at a small size; no target is judged"
    )
    parser.add_argument(
        "--rest-seconds",
        type=float,
        default=300.0,
        help="how long the engine rests after the sync; the last two fifths are watched (default 300)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
