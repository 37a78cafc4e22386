"""The bench of matching: its readers, its judge of spoiled records, its made-up library, and what it prints."""

import csv
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest
from syncopate.matching.records_weights import WEIGHTS

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "scripts"
FIRST_KEYS = [
    "music20k_pair_f1",
    "itunes_amazon_f1",
    "corpus_cases",
    "corpus_wrong",
    "entries_per_s_100k",
    "p99_ms_100k",
    "index_s_100k",
    "index_mb_100k",
    "index_s_1m",
    "index_mb_1m",
]
HEADER = ["rid", "cid", "source", "recid", "number", "title", "length", "artist", "album", "year", "language"]


type Script = Callable[[str], ModuleType]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Load the scripts' modules by name."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module


def _csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as held:
        csv.writer(held).writerows([HEADER, *rows])
    return path


FIVE_WAYS = [
    [
        "1",
        "1",
        "0",
        "WoM101",
        "004",
        "Grey Harbour (Slow Tides)",
        "04:10",
        "The Sailors",
        "Slow Tides",
        "2004",
        "",
    ],
    [
        "2",
        "1",
        "1",
        "MBox102-HH",
        "4",
        "The Sailors - Grey Harbour",
        "250",
        "",
        "Slow Tides",
        "04",
        "English",
    ],
    ["3", "1", "2", "103MB-01", "4", "Grey Harbour - Slow Tides", "4.171", "Sailors", "", "'04", "English"],
    [
        "4",
        "1",
        "3",
        "104-A05",
        "4",
        "004-Grey Harbour",
        "4m 10sec",
        "The Sailors",
        "Slow Tides (2004)",
        "null",
        "Eng.",
    ],
    ["5", "1", "4", "105", "4", "Grey Harbour", "250260", "The Sailors", "Slow Tides", "2004", "English"],
]


def test_five_ways_to_write_are_read_as_one(script: Script, tmp_path: Path) -> None:
    records = script("matching_records").read_records(_csv(tmp_path / "half.csv", FIVE_WAYS))
    assert [record.source for record in records] == [0, 1, 2, 3, 4]
    for name in ("title", "artist", "album", "number", "year"):
        assert len({getattr(record, name) for record in records}) == 1, name
    assert (records[0].title, records[0].artist, records[0].album) == (
        "grey harbour",
        "sailors",
        "slow tides",
    )
    assert all(record.seconds == pytest.approx(250.2, abs=0.3) for record in records)


@pytest.mark.parametrize("length", ["", "null", "00:00", "unknown", "n.a."])
def test_a_length_that_is_not_known_is_none(script: Script, tmp_path: Path, length: str) -> None:
    row = ["1", "1", "0", "WoM1", "1", "A (B)", length, "C", "B", "2004", ""]
    assert script("matching_records").read_records(_csv(tmp_path / "half.csv", [row]))[0].seconds is None


def test_fields_that_slid_are_put_back(script: Script, tmp_path: Path) -> None:
    straight = [
        "1",
        "1",
        "0",
        "WoM101",
        "004",
        "Grey Harbour",
        "04:10",
        "The Sailors",
        "Slow Tides",
        "2004",
        "",
    ]
    left = ["2", "1", "0", *straight[4:], "WoM101"]
    one, other = script("matching_records").read_records(_csv(tmp_path / "half.csv", [straight, left]))
    assert (one.title, one.number, one.seconds) == (other.title, other.number, other.seconds)


def _many(count: int) -> list[list[str]]:
    rows = []
    for song in range(count):
        title, album, band = (
            f"Song of {song * 7919 % 9973} rivers",
            f"Record {song % 40}",
            f"Band {song % 90}",
        )
        place, seconds = str(song % 12 + 1), 120 + song * 37 % 200
        clock, milliseconds = f"{seconds // 60:02}:{seconds % 60:02}", str(seconds * 1000 + 300)
        named, misspelt = f"{title} ({album})", title.replace("rivers", "rievrs")
        one, other, number = str(2 * song), str(2 * song + 1), str(1000 + song)
        rows += [
            [one, str(song), "0", f"WoM{song}", place.zfill(3), named, clock, band, album, "2004", ""],
            [other, str(song), "4", number, place, misspelt, milliseconds, band, album, "2004", "English"],
        ]
    return rows


def test_records_are_judged_by_weights_that_never_saw_them(script: Script, tmp_path: Path) -> None:
    records = script("matching_records").read_records(_csv(tmp_path / "half.csv", _many(150)))
    judged = script("matching_fit").cross_validate(records)
    assert judged.whole.true == 150
    assert judged.whole.f1 > 0.95
    assert sum(fold.true for fold in judged.folds) == judged.whole.true
    assert sum(fold.right for fold in judged.folds) == judged.whole.right


def test_the_weights_in_use_link_one_recording_and_keep_two_apart(script: Script, tmp_path: Path) -> None:
    apply, weights = script("matching_fit").apply, WEIGHTS
    read = script("matching_records").read_records
    judged = apply(read(_csv(tmp_path / "five.csv", FIVE_WAYS)), weights)
    assert (judged.right, judged.found, judged.true) == (10, 10, 10)
    mixed = apply(read(_csv(tmp_path / "mixed.csv", _many(40))), weights)
    assert mixed.found > 0
    assert mixed.precision == 1


def test_a_cluster_has_one_record_of_a_source(script: Script, tmp_path: Path) -> None:
    twins = [FIVE_WAYS[0], ["9", "2", *FIVE_WAYS[0][2:]], FIVE_WAYS[4]]
    records = script("matching_records").read_records(_csv(tmp_path / "half.csv", twins))
    linked = script("matching_spoiled").linked(records, {(0, 1): 0.99, (0, 2): 0.98, (1, 2): 0.97})
    assert linked == {(0, 2)}


def test_offers_are_read_as_the_shops_wrote_them(script: Script, tmp_path: Path) -> None:
    def side(title: str, price: str, time: str) -> str:
        return (
            f"COL Song_Name VAL {title} COL Artist_Name VAL Anna Berg COL Album_Name VAL Weit ( Deluxe ) "
            f"COL Genre VAL Pop COL Price VAL $ {price} COL CopyRight VAL 2014 COL Time VAL {time} COL Released VAL x "
        )

    line = f"{side('I Do n' + chr(39) + 't ( feat . Bo )', '1.99', '5:20')}\t{side('JhenÌ © [ Live ]', '1.29', '3:45')}\t1\n"
    (tmp_path / "structured-test.txt").write_text(line, encoding="utf-8")
    (offer,) = script("matching_offers").read_offers(tmp_path)
    assert offer.same
    assert offer.entry.title == "I Don't (feat. Bo)"
    assert offer.entry.duration is None, "a video's length is the film's"
    assert offer.track.title == "Jhené [Live]"
    assert offer.track.album == "Weit (Deluxe)"
    assert offer.track.duration == timedelta(minutes=3, seconds=45)


def test_a_made_up_library_is_the_same_every_time(script: Script) -> None:
    library = script("matching_library")
    tracks = list(library.tracks(3000))
    assert tracks == [*islice(library.tracks(5000), 3000)]
    assert len({track.key for track in tracks}) == 3000
    assert sum(not track.title.isascii() for track in tracks) > 100
    asked = library.queries(100, 3000)
    kinds = [query.kind.value for query in asked]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "exact": 60, "suffix": 20, "misspelt": 10, "missing": 10,
    }  # fmt: skip
    assert all((query.track is None) is (query.kind.value == "missing") for query in asked)


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "bench_report.py"), "matching", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)


def test_without_labelled_data_its_figures_are_null_and_it_says_why(tmp_path: Path) -> None:
    done = bench("--small", "--json", "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found)[: len(FIRST_KEYS)] == FIRST_KEYS
    assert found["music20k_pair_f1"] is None
    assert found["itunes_amazon_f1"] is None
    assert done.stderr.count("not measured") == 4
    assert {"harmony_precision", "services_precision", "itunes_amazon_tuned_f1"} <= found.keys()
    assert found["services_precision"] is None
    assert found["corpus_cases"] > 150
    assert found["corpus_wrong"] == 0
    assert found["wrong_matches_2k"] == 0
    assert found["exact_found_2k"] > 0.98
    assert found["suffix_found_2k"] > 0.95
    assert found["entries_per_s_2k"] > 0


def test_another_half_is_judged_with_the_weights_as_they_are(tmp_path: Path) -> None:
    half = _csv(tmp_path / "other.csv", _many(60))
    done = bench("--small", "--json", "--data", str(tmp_path), "--music20k", str(half))
    found = json.loads(done.stdout)
    assert found["music20k_pair_f1"] > 0.9
    assert found["music20k_fold_spread"] is None


@pytest.mark.parametrize("argument", ["--help", "-h"])
def test_the_choice_of_weights_tells_how_it_is_used(argument: str) -> None:
    done = subprocess.run(
        [SCRIPTS / "tune-matching", argument], capture_output=True, text=True, timeout=20, check=True
    )
    first, *rest = done.stdout.splitlines()
    assert first == "usage: scripts/tune-matching [verdict|records] [--data DIR] [--pairs N] [--help]"
    told = {line.split()[0] for line in rest if line.startswith("  ") and line.strip()}
    assert {"verdict", "records", "--data", "--pairs"} <= told


def test_the_choice_of_weights_needs_labelled_data(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPTS / "tune_matching.py"), "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "no labelled data" in done.stderr


def _offers_to_choose_by(script: Script) -> list[object]:
    """Return pairs of which the weights in use miss the one that is the same."""
    offers, choice = script("matching_offers"), script("matching_choice")
    entry = offers.Entry(position=0, title="Untitled", artists=("The Sailors",))
    same = offers.Track(key="0", title="Untitled", artists=("The Sailors",))
    other = offers.Track(key="1", title="Untitled", artists=("The Miners",))
    pair_of = choice.pair_of
    return [pair_of("a", entry, same, same=True), pair_of("b", entry, other, same=False)] * 4


class Bearing:
    """A corpus that bears everything, or nothing."""

    def __init__(self, *, bears: bool) -> None:
        self._bears = bears

    def bears(self, _weights: object) -> bool:
        return self._bears


def test_a_choice_of_weights_costs_less_and_keeps_to_the_corpus(script: Script) -> None:
    choice, pairs = script("matching_choice"), _offers_to_choose_by(script)
    now = choice.judged(pairs, choice.DEFAULT)
    assert (now.right, now.wrong, now.missed) == (0, 0, 4)
    chosen = choice.tuned(pairs, Bearing(bears=True))
    then = choice.judged(pairs, chosen)
    assert (then.right, then.wrong, then.missed) == (4, 0, 0)
    assert choice.changes(chosen)
    assert choice.tuned(pairs, Bearing(bears=False)) == choice.DEFAULT


def test_no_choice_moves_a_song_or_a_file_of_the_corpus(script: Script) -> None:
    choice = script("matching_choice")
    corpus = choice.Corpus()
    assert corpus.bears(choice.DEFAULT)
    files = {case.name for case in choice.corpus_module().load_paths(choice.CORPUS / "corpus")}
    nothing_matches = replace(choice.DEFAULT, threshold=1.01)
    wrong = corpus.wrong(nothing_matches)
    assert wrong & files, "files count, too"
    assert wrong - files, "songs count"
    assert not corpus.bears(nothing_matches)


def test_what_is_not_known_says_nothing(script: Script) -> None:
    assert not [name for name in WEIGHTS if name.endswith("?")]
    described = [("length 0", "year same"), ("length 5", "year ?"), ("length ?", "year differs")] * 9
    learnt = script("matching_fit").learn(described, [True, False, True] * 9)
    assert set(learnt) == {"bias", "length 0", "length 5", "year same", "year differs"}


def _listed(script: Script, count: int) -> list[object]:
    recorded, offers = script("matching_recorded"), script("matching_offers")
    return [
        recorded.Listed(
            "shop",
            offers.Track(
                key=f"{song}",
                title=f"Song of {song * 7919 % 9973} rivers",
                artists=(f"Band {song}", "Guest One") if song % 2 else (f"Band {song}",),
                album=f"Record {song % 9}",
                duration=timedelta(seconds=120 + song * 37 % 200),
            ),
            frozenset(),
        )
        for song in range(count)
    ]


def test_tracks_are_looked_for_as_others_write_them_some_in_vain(script: Script) -> None:
    told = script("matching_listings").match_listings(_listed(script, 60))
    assert told.asked == 300
    assert 0.5 < told.answers / told.asked < 0.9
    assert (told.wrong, told.precision) == ((), 1.0)
    assert told.recall > 0.98


def test_writings_differ_as_services_do(script: Script) -> None:
    listings, track = script("matching_listings"), script("matching_offers").Track
    held = track(key="0", title="Song (Live)", artists=("A", "B", "C"), album="Record")
    said = [writing(held) for writing in listings.WRITINGS]
    titles = ["Song (Live) (feat. B & C)", "Song (Live)", "Song - Live", "Song (Live)", "Song (Live)"]
    assert [each.title for each in said] == titles
    assert [each.album for each in said][3:] == ["Record (Deluxe Edition)", "Record - Single"]
    assert said[4].artists == ("A, B, C",)
    turned = listings.WRITINGS[1](track(key="1", title="Song (feat. B & A)", artists=("A",)))
    assert (turned.title, turned.artists) == ("Song", ("A", "B"))


def test_a_share_of_few_answers_is_not_told(script: Script) -> None:
    shares, found, said = script("bench_matching")._shares, script("matching_recorded").Found, list[str]()
    few = shares("harmony", found(right=3, wrong=(), missed=(), asked=199), said.append)
    assert few == {"harmony_entries": 199, "harmony_answers": 3}
    assert said == ["harmony: precision and recall are not told of 3 answers, below 200"]
    many = shares("harmony", found(right=200, wrong=(), missed=(), asked=300), said.append)
    assert many["harmony_precision"] == many["harmony_recall"] == 1
