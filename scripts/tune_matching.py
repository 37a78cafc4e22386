"""Chooses the weights of matching on labelled data, and says how well the choice does on unseen data.

Two choices are made, each cross-validated: the penalties and lines of a verdict (matching/weights.py), by
trying one after the other, and the weights of spoiled records (matching/records_weights.py), by regression.
What is printed for a fold was chosen without it. A verdict's weights are only proposed: they are printed as
data. The weights of records are written, as nobody reads seventy of them.
"""

import argparse
import random
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_matching import DATA, ROOT
from matching_choice import Corpus, Pair, changes, judged, pair_of, tuned
from matching_fit import FOLDS, as_module, cross_validate, fold_of, learn_from
from matching_offers import read_offers
from matching_recorded import entry_of, read_services
from matching_records import SourceRecord, read_records
from matching_spoiled import findings_of, pairs_to_compare, true_pairs
from matching_verdicts import track_of
from syncopate.matching.records import BIAS
from syncopate.matching.weights import DEFAULT

_RECORDS_WEIGHTS = ROOT / "addon" / "syncopate" / "matching" / "records_weights.py"
_SEED = 9


def labelled_pairs(data: Path, limit: int) -> list[Pair]:
    """Read records (some of the pairs worth comparing), offers, and services."""
    chance = random.Random(_SEED)  # noqa: S311 -- a repeatable choice
    found = [*_record_pairs(data / "matching" / "music20k-half.csv", limit, chance)]
    found.extend(
        pair_of(f"offer {offer.entry.label}", offer.entry, offer.track, same=offer.same)
        for offer in read_offers(data / "matching" / "itunes-amazon")
    )
    services = read_services(data / "recorded" / "harmony_testdata")
    for one in services:
        for other in services:
            if one.service != other.service and (
                one.same & other.same or one.track.album == other.track.album
            ):
                same = bool(one.same & other.same)
                found.append(pair_of(f"service {one.track.key}", entry_of(one.track), other.track, same=same))
    return found


def _record_pairs(path: Path, limit: int, chance: random.Random) -> Iterator[Pair]:
    records = read_records(path)
    true, near = true_pairs(records), pairs_to_compare(records)
    wanted = chance.sample(sorted(true), min(limit // 2, len(true)))
    others = [pair for pair in near if pair not in true and _worth(records[pair[0]], records[pair[1]])]
    for one, other in (*wanted, *chance.sample(others, min(limit // 2, len(others)))):
        entry, track = track_of(records[one], "0"), track_of(records[other], "1")
        same = records[one].cluster == records[other].cluster
        yield pair_of(f"record {records[one].cluster}", entry_of(entry), track, same=same)


def _worth(one: SourceRecord, other: SourceRecord) -> bool:
    """Tell whether two different records are near enough to be taken for each other."""
    return any(found in {f"title {step}" for step in range(4, 10)} for found in findings_of(one, other))


def main() -> int:
    """Choose, cross-validate, print."""
    arguments = _arguments()
    if not (arguments.data / "matching").is_dir():
        print(f"tune-matching: there is no labelled data in {arguments.data}", file=sys.stderr)
        return 2
    console = Console(width=None if sys.stdout.isatty() else 120)
    if arguments.what in {None, "verdict"}:
        _tune_verdict(arguments.data, arguments.pairs, console)
    if arguments.what in {None, "records"}:
        _tune_records(arguments.data, console)
    return 0


def _tune_verdict(data: Path, limit: int, console: Console) -> None:
    pairs, corpus = labelled_pairs(data, limit), Corpus()
    folds = fold_of([pair.group for pair in pairs])
    table = Table(
        title=f"Verdict: {len(pairs):,} pairs, {FOLDS} folds; each judged by a choice made without it"
    )
    for name in ("fold", "precision", "recall", "wrong", "chosen: precision", "recall", "wrong", "changed"):
        table.add_column(name, justify="left" if name == "changed" else "right")
    for fold in range(FOLDS):
        chosen = tuned([pair for pair in pairs if folds[pair.group] != fold], corpus)
        left_out = [pair for pair in pairs if folds[pair.group] == fold]
        now, then = judged(left_out, DEFAULT), judged(left_out, chosen)
        table.add_row(
            str(fold + 1),
            *(f"{now.precision:.4f}", f"{now.recall:.4f}", str(now.wrong)),
            *(f"{then.precision:.4f}", f"{then.recall:.4f}", str(then.wrong)),
            ", ".join(changes(chosen)) or "nothing",
        )
    console.print(table)
    proposed = changes(tuned(pairs, corpus))
    console.print("Proposed for matching/weights.py, chosen on all of it:")
    console.print(
        "\n".join(f"    {change}" for change in proposed) or "    nothing better than what is in use"
    )


def _tune_records(data: Path, console: Console) -> None:
    records = read_records(data / "matching" / "music20k-half.csv")
    judgement = cross_validate(records)
    table = Table(
        title=f"Spoiled records: {len(records):,}, {FOLDS} folds; each judged by weights learnt without it"
    )
    for name in ("fold", "precision", "recall", "F1"):
        table.add_column(name, justify="right")
    rows = [(str(number), fold) for number, fold in enumerate(judgement.folds, 1)]
    for name, score in (*rows, ("all", judgement.whole)):
        table.add_row(name, f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}")
    console.print(table)
    spread = statistics.pstdev(fold.f1 for fold in judgement.folds)
    learnt = learn_from(records)
    console.print(f"Standard deviation of F1 over the folds: {spread:.4f}. Bias {learnt[BIAS]}.")
    _RECORDS_WEIGHTS.write_text(as_module(learnt), encoding="utf-8")
    console.print(f"Written to {_RECORDS_WEIGHTS.relative_to(ROOT)}, learnt from all of it.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("scripts/tune-matching", description="Chooses the weights of matching.")
    parser.add_argument("what", nargs="?", choices=("verdict", "records"), help="both when left out")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the labelled data")
    parser.add_argument("--pairs", type=int, default=4000, help="record pairs to choose by (default 4000)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
