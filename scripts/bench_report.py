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

from bench_fakes import PROVIDERS
from bench_load import LoadSize, run_load_bench
from bench_matching import MatchingSize, run_matching_bench
from bench_scan import ScanSize, run_scan_bench
from bench_servers import ServersSize, run_servers_bench
from bench_sources import SourcesSize, run_sources_bench
from bench_sync import SyncSize, run_sync_bench
from bench_watch import WatchSize, run_watch_bench

PARTS = ("scan", "sync", "matching", "servers", "sources", "watch", "load")


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
    "music20k_pair_f1": Target(
        "pairs of MusicBrainz-20K, linked as records, F1", 0.975, "", more_is_better=True
    ),
    "itunes_amazon_f1": Target("pairs of iTunes-Amazon, F1", 0.98, "", more_is_better=True),
    "corpus_wrong": Target("cases of the trap corpus that go wrong", 0, ""),
    "harmony_precision": Target("tracks of one service at others, precision", 0.998, "", more_is_better=True),
    "harmony_recall": Target("the same, recall", 0.985, "", more_is_better=True),
    "services_precision": Target(
        "tracks as others would list them, precision", 0.998, "", more_is_better=True
    ),
    "services_recall": Target("the same, recall", 0.985, "", more_is_better=True),
    "lidarr_wrong": Target("real files taken for another one", 0, ""),
    "entries_per_s_100k": Target("entries among 100,000 tracks", 3000, "entries/s", more_is_better=True),
    "p99_ms_100k": Target("the slowest of a hundred of them", 5, "ms"),
    "index_s_100k": Target("index of 100,000 tracks", 5, "s"),
    "index_mb_100k": Target("memory of it", 120, "MB"),
    "index_s_1m": Target("index of 1,000,000 tracks", 60, "s"),
    "index_mb_1m": Target("memory of it", 1024, "MB"),
    "api_p99_ms": Target("the API while 1,000 playlists sync with 1,000,000 tracks, p99", 250, "ms"),
    "cancel_s": Target("until a run ends that is cancelled", 2, "s"),
    "peak_mb": Target("memory of the engine and its workers at most", 1500, "MB"),
    **{
        f"{provider}_{name}": Target(f"{provider}: {what}", limit, "")
        for provider in PROVIDERS
        for name, what, limit in (
            ("refresh_requests", "requests of an unchanged refresh", 10),
            ("resync_writes", "writes of an unchanged resync", 0),
            ("resync_reads_per_playlist", "reads a playlist of that", 2),
            ("move_writes", "writes when one entry moved", 3),
        )
    },
    "spotify_liked_10k_requests": Target("requests for a list of 10,000 liked songs at Spotify", 201, ""),
    "spotify_unchanged_requests_per_account": Target(
        "requests for all of an account's 50 playlists, unchanged", 1, ""
    ),
    "sources_growth_mb": Target("memory more after the list was read three times again", 10, "MB"),
    "plan_100k_s": Target("what to write between accounts of 100,000 titles each", 5, "s"),
    "plan_100k_mb": Target("memory of that, the titles included", 400, "MB"),
    "noop_40k_s": Target("a link of 40,000 episodes a side, nothing new", 3, "s"),
    "trakt_noop_requests": Target("requests to Trakt when nothing is new", 3, ""),
    "simkl_noop_requests": Target("to SIMKL", 2, ""),
    "plex_noop_requests": Target("to Plex, two sections", 5, ""),
    "noop_writes": Target("writes of all three", 0, ""),
    **{f"wrong_matches_{size}": Target(f"wrong matches, {size}", 0, "") for size in ("10k", "100k", "1m")},
}

FIGURES: Mapping[str, str] = {
    **{
        f"{provider}_{name}": f"{provider}: {what}"
        for provider in PROVIDERS
        for name, what in (
            ("index_requests", "requests of the first index of 100,000 tracks"),
            ("index_s", "s for it"),
            ("refresh_s", "s for an unchanged refresh"),
            ("one_changed_requests", "requests of a refresh after one track changed"),
            ("first_sync_requests", "requests of the first sync of 50 playlists of 200"),
            ("first_sync_s", "s for it"),
            ("resync_s", "s for an unchanged resync"),
        )
    },
    **{
        f"{name}_{size}_{unit}": f"{what}, {said} titles a side"
        for size, said in (("10k", "10,000"), ("100k", "100,000"), ("1m", "1,000,000"))
        for name, unit, what in (
            ("plan", "s", "s to plan"),
            ("plan", "mb", "MB of that, the titles included"),
            ("replan", "s", "s to plan once more, nothing new"),
        )
    },
    "one_new_40k_s": "s for a link of 40,000 episodes a side, one of them newly seen",
    "api_p50_ms": "the API meanwhile, half of the answers",
    "api_requests": "answers measured",
    "api_late": "questions that were asked late, for want of processor",
    "load_sync_s": "s for the sync meanwhile",
    "per_track_tool_first_sync_requests": "a tool that searches for and adds each track: first sync",
    "per_track_tool_resync_requests": "such a tool, the next night",
    "spotify_liked_10k_s": "s for it, at the pace that Spotify is asked at",
    "spotify_liked_unchanged_requests": "requests for the liked songs, unchanged",
    "spotify_playlists_first_requests": "requests for 50 playlists that are added",
    "sources_mb": "memory of what reads them",
    "corpus_cases": "cases of the trap corpus",
    "music20k_precision": "pairs of MusicBrainz-20K, precision",
    "music20k_recall": "the same, recall",
    "music20k_fold_spread": "standard deviation of F1 over the folds",
    "music20k_verdict_f1": "the same by verdicts, as the product gives them, F1",
    "music20k_verdict_precision": "the same, precision",
    "music20k_verdict_recall": "the same, recall",
    "music20k_matched_or_asked": "records matched, or shown first in a review",
    "music20k_asked_precision": "reviews that show the right record first",
    "itunes_amazon_precision": "pairs of iTunes-Amazon, precision",
    "itunes_amazon_recall": "the same, recall",
    "itunes_amazon_tuned_f1": "the same by weights chosen without the fold judged, F1",
    "itunes_amazon_tuned_fold_spread": "standard deviation of it over the folds",
    "lidarr_cases": "real files, by tags and by path",
    "lidarr_right": "of them found",
    "harmony_entries": "tracks of services looked for at others",
    "harmony_answers": "of them that have an answer",
    "services_entries": "tracks written as other services would",
    "services_answers": "of them that have an answer",
    **{
        f"{name}_{size}": f"{what}, {size}"
        for size in ("10k", "100k", "1m")
        for name, what in (
            ("entries_per_s", "entries/s"),
            ("p99_ms", "ms, the slowest of a hundred"),
            ("index_s", "s for the index"),
            ("index_mb", "MB of the index"),
            ("exact_found", "exact queries found"),
            ("suffix_found", "queries with suffix or feature found"),
            ("misspelt_found", "misspelt queries found"),
        )
    },
}
"""Figures without a target, and what they say."""


def main() -> int:
    """Run what is asked for."""
    arguments = _arguments()
    found: dict[str, float | None] = {}
    if arguments.part in {None, "scan"}:
        _say("measuring scans")
        found |= run_scan_bench(ScanSize(first=400, unchanged=2_000) if arguments.small else ScanSize())
    if arguments.part in {None, "sync"}:
        _say(f"measuring syncs, then the engine at rest for {arguments.rest_seconds:g} s")
        found |= run_sync_bench(_sync_size(arguments))
    if arguments.part in {None, "matching"}:
        found |= run_matching_bench(_matching_size(arguments), _say)
    if arguments.part in {None, "servers"}:
        small = ServersSize(tracks=2_000, playlists=5, entries=50)
        found |= run_servers_bench(small if arguments.small else ServersSize(), _say)
    if arguments.part in {None, "sources"}:
        few = SourcesSize(liked=300, playlists=10, entries=5)
        found |= run_sources_bench(few if arguments.small else SourcesSize(), _say)
    if arguments.part in {None, "watch"}:
        few_titles = WatchSize(titles=(2_000,), link=1_000, shows=5)
        found |= run_watch_bench(few_titles if arguments.small else WatchSize(), _say)
    if arguments.part in {None, "load"}:
        _say("measuring the API under load")
        found |= run_load_bench(_load_size(small=arguments.small))
    if arguments.json:
        print(json.dumps(found))
    else:
        _show(found, judged=not arguments.small)
    return 0 if arguments.small or all(_met(name, value) is not False for name, value in found.items()) else 1


def _met(name: str, value: float | None) -> bool | None:
    """Tell whether a target is met; None where there is none, or nothing was measured."""
    target = TARGETS.get(name)
    return None if target is None or value is None else target.met(value)


def _matching_size(arguments: argparse.Namespace) -> MatchingSize:
    named = {"data": arguments.data, "music20k": arguments.music20k, "itunes_amazon": arguments.itunes_amazon}
    given = {name: path for name, path in named.items() if path is not None}
    return (
        MatchingSize(**given, sizes=(2_000,), queries=300, choosing=False)
        if arguments.small
        else MatchingSize(**given)
    )


def _load_size(*, small: bool) -> LoadSize:
    return LoadSize(tracks=20_000, playlists=200, entries=20) if small else LoadSize()


def _sync_size(arguments: argparse.Namespace) -> SyncSize:
    rest = arguments.rest_seconds
    if arguments.small:
        return SyncSize(tracks=2_000, playlists=4, entries=25, rest_seconds=rest)
    return SyncSize(rest_seconds=rest)


def _show(found: Mapping[str, float | None], *, judged: bool) -> None:
    table = Table(title="Bench" if judged else "Bench, small: targets are not judged")
    for name in ("key", "what"):
        table.add_column(name)
    for name in ("measured", "target"):
        table.add_column(name, justify="right")
    table.add_column("met")
    for name, value in found.items():
        target = TARGETS.get(name)
        what, unit, text = (
            (target.what, target.unit, target.text) if target else (FIGURES.get(name, ""), "", "")
        )
        measured = "not measured" if value is None else f"{_rounded(value)} {unit}".rstrip()
        good = _met(name, value) if judged else None
        met = "–" if good is None else "yes" if good else "NO"  # noqa: RUF001 -- a dash for people
        table.add_row(name, what, measured, text, met)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def _rounded(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004 -- four figures


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "scripts/bench", description="Measures scans, syncs, the engine at rest, and matching."
    )
    parser.add_argument("part", nargs="?", choices=PARTS, help="what to measure; all when left out")
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
    parser.add_argument("--data", type=Path, help="folder of the labelled data (default ../shared/data)")
    parser.add_argument(
        "--music20k", type=Path, help="another half of MusicBrainz-20K, judged as matching is"
    )
    parser.add_argument("--itunes-amazon", type=Path, help="another folder of pairs, judged as matching is")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
