"""How right and how fast matching is: labelled pairs, real files and services, traps, made-up libraries.

Labelled data is not part of the project: where its folder is absent, figures are null and the reason is said.
"""

import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_matching_speed import Speed, measured_apart
from matching_choice import CORPUS, corpus_module
from matching_fit import apply, cross_validate
from matching_listings import match_listings
from matching_offers import cross_validate_choice, judge, read_offers
from matching_recorded import (
    Found as Matched,
    Listed,
    listed_files,
    match_files,
    match_services,
    read_files,
    read_services,
)
from matching_records import read_records
from matching_verdicts import judge_by_verdict
from syncopate.matching.records_weights import WEIGHTS

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

type Found = dict[str, float | None]
type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingSize:
    """Where the labelled data lies, and how large the made-up libraries are.

    A half of MusicBrainz-20K or a folder of iTunes-Amazon pairs named here is judged with the weights as they
    are. Without a name it is the development data: records are judged by weights learnt without them, offers
    by the weights in use, which were chosen with them in view, and where `choosing` is set by a choice
    made without them, too.
    """

    data: Path = DATA
    music20k: Path | None = None
    itunes_amazon: Path | None = None
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    queries: int = 5_000
    choosing: bool = True


_RECORDED = (
    "lidarr_cases",
    "lidarr_right",
    "lidarr_wrong",
    "harmony_entries",
    "harmony_answers",
    "harmony_precision",
    "harmony_recall",
    "services_entries",
    "services_answers",
    "services_precision",
    "services_recall",
)
_FEWEST_ANSWERS = 200
"""A share of fewer tells nothing: one of them is half a percent."""


def run_matching_bench(size: MatchingSize, say: Say) -> Found:
    """Measure all of it; what could not be measured is None."""
    found = _accuracy(size, say)
    speeds: dict[int, Speed] = {}
    for tracks in size.sizes:
        say(f"measuring an index of {tracks:,} tracks")
        speeds[tracks] = measured_apart(tracks, size.queries)
    return found | _named(speeds)


def _accuracy(size: MatchingSize, say: Say) -> Found:
    records = _record_figures(size, say)
    offers = _offer_figures(size, say)
    say("running the trap corpus")
    corpus = _corpus_figures(say)
    headline: Found = {
        "music20k_pair_f1": records.pop("music20k_pair_f1"),
        "itunes_amazon_f1": offers.pop("itunes_amazon_f1"),
        **corpus,
    }
    return headline | _FIRST_SPEEDS | records | offers | _recorded_figures(size, say)


_FIRST_SPEEDS: Found = dict.fromkeys(
    ("entries_per_s_100k", "p99_ms_100k", "index_s_100k", "index_mb_100k", "index_s_1m", "index_mb_1m")
)


def _record_figures(size: MatchingSize, say: Say) -> Found:
    names = ("music20k_pair_f1", "music20k_precision", "music20k_recall", "music20k_fold_spread")
    by_verdict = (
        "music20k_verdict_f1",
        "music20k_verdict_precision",
        "music20k_verdict_recall",
        "music20k_matched_or_asked",
        "music20k_asked_precision",
    )
    path = size.music20k or size.data / "matching" / "music20k-half.csv"
    if not path.is_file():
        say(f"MusicBrainz-20K is not measured: there is no {path}")
        return dict.fromkeys((*names, *by_verdict))
    say(f"judging the records of {path.name}")
    records = read_records(path)
    plain = judge_by_verdict(records)
    pairs, shares = plain.pairs, (plain.matched_or_asked, plain.asked_precision)
    beside: Found = dict(zip(by_verdict, (pairs.f1, pairs.precision, pairs.recall, *shares), strict=True))
    if size.music20k is not None:
        whole = apply(records, WEIGHTS)
        return dict(zip(names, (whole.f1, whole.precision, whole.recall, None), strict=True)) | beside
    judged = cross_validate(records)
    spread = statistics.pstdev(fold.f1 for fold in judged.folds)
    whole = judged.whole
    return dict(zip(names, (whole.f1, whole.precision, whole.recall, spread), strict=True)) | beside


def _offer_figures(size: MatchingSize, say: Say) -> Found:
    names = ("itunes_amazon_f1", "itunes_amazon_precision", "itunes_amazon_recall")
    tuned = ("itunes_amazon_tuned_f1", "itunes_amazon_tuned_fold_spread")
    folder = size.itunes_amazon or size.data / "matching" / "itunes-amazon"
    offers = read_offers(folder) if folder.is_dir() else []
    if not offers:
        say(f"iTunes-Amazon is not measured: there are no pairs in {folder}")
        return dict.fromkeys((*names, *tuned))
    say(f"judging {len(offers)} pairs of {folder.name}")
    whole = judge(offers)
    found: Found = dict(zip(names, (whole.f1, whole.precision, whole.recall), strict=True))
    if size.itunes_amazon is not None or not size.choosing:
        return found | dict.fromkeys(tuned)
    chosen, folds = cross_validate_choice(offers)
    return found | dict(zip(tuned, (chosen.f1, statistics.pstdev(each.f1 for each in folds)), strict=True))


def _recorded_figures(size: MatchingSize, say: Say) -> Found:
    files, services = (
        size.data / "recorded" / "lidarr" / "Identification",
        size.data / "recorded" / "harmony_testdata",
    )
    found: Found = dict.fromkeys(_RECORDED)
    listed: list[Listed] = []
    if files.is_dir():
        tracks = read_files(files)
        listed += listed_files(tracks)
        told = match_files(tracks)
        found |= {"lidarr_cases": told.asked, "lidarr_right": told.right, "lidarr_wrong": len(told.wrong)}
    else:
        say(f"Lidarr's identification cases are not measured: there is no {files}")
    if services.is_dir():
        there = read_services(services)
        listed += there
        found |= _shares("harmony", match_services(there), say)
    else:
        say(f"the same releases of several services are not measured: there is no {services}")
    if listed:
        found |= _shares("services", match_listings(listed), say)
    return found


def _shares(name: str, told: Matched, say: Say) -> Found:
    """Return how many there were, and the shares where there were enough."""
    found: Found = {f"{name}_entries": told.asked, f"{name}_answers": told.answers}
    if told.answers < _FEWEST_ANSWERS:
        say(f"{name}: precision and recall are not told of {told.answers} answers, below {_FEWEST_ANSWERS}")
        return found
    return found | {f"{name}_precision": told.precision, f"{name}_recall": told.recall}


def _corpus_figures(say: Say) -> Found:
    cases = corpus_module()
    folder = CORPUS / "corpus"
    songs, paths, albums = cases.load(folder), cases.load_paths(folder), cases.load_albums(folder)
    wrong = [f"{case.name}: {said}" for case in songs if (said := cases.run(case)) is not None]
    wrong += [f"{case.name}: {said}" for case in paths if (said := cases.run_path(case)) is not None]
    wrong += [f"{case.name}: {said}" for case in albums if (said := cases.run_album(case)) is not None]
    for each in wrong:
        say(f"wrong: {each}")
    return {"corpus_cases": len(songs) + len(paths) + len(albums), "corpus_wrong": len(wrong)}


def _named(speeds: dict[int, Speed]) -> Found:
    found: Found = {}
    for tracks, speed in speeds.items():
        size = f"{tracks // 1_000_000}m" if tracks >= 1_000_000 else f"{tracks // 1000}k"  # noqa: PLR2004 -- a million
        found |= {
            f"entries_per_s_{size}": speed.entries_per_s,
            f"p99_ms_{size}": speed.p99_ms,
            f"index_s_{size}": speed.index_s,
            f"index_mb_{size}": speed.index_mb,
            f"exact_found_{size}": speed.exact_found,
            f"suffix_found_{size}": speed.suffix_found,
            f"misspelt_found_{size}": speed.misspelt_found,
            f"wrong_matches_{size}": speed.wrong,
        }
    return found
