"""The trap corpus: every case of it, and that it is well made."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from syncopate.domain.match import Verdict


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


corpus = _load("corpus_cases")
CASES = corpus.load(corpus.FOLDER)
PATHS = corpus.load_paths(corpus.FOLDER)
ALBUMS = corpus.load_albums(corpus.FOLDER)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_song(case: corpus.Case) -> None:
    wrong = corpus.run(case)
    assert wrong is None, f"{wrong}. {case.why}\n{corpus.judge(case)}"


@pytest.mark.parametrize("case", PATHS, ids=lambda case: case.name)
def test_path(case: corpus.PathCase) -> None:
    wrong = corpus.run_path(case)
    assert wrong is None, f"{wrong}. {case.why}"


@pytest.mark.parametrize("case", ALBUMS, ids=lambda case: case.name)
def test_album(case: corpus.AlbumCase) -> None:
    wrong = corpus.run_album(case)
    assert wrong is None, f"{wrong}. {case.why}\n{corpus.judge_albums(case)}"


class TestTheCorpus:
    def test_every_name_stands_once(self) -> None:
        for cases in (CASES, PATHS, ALBUMS):
            assert not [name for name, times in Counter(case.name for case in cases).items() if times > 1]

    def test_no_trap_is_written_twice(self) -> None:
        themes = {(case.item, case.theme) for case in CASES}
        assert len(themes) == len({item for item, _theme in themes})

    def test_every_case_says_why(self) -> None:
        for case in (*CASES, *PATHS, *ALBUMS):
            assert len(case.why.split()) >= 3, case.name
            assert case.why.endswith("."), case.name

    def test_a_match_names_its_track(self) -> None:
        for case in CASES:
            held = {track.key for track in case.library}
            assert len(held) == len(case.library), case.name
            assert case.tracks <= held, case.name
            assert (Verdict.MATCH in case.verdicts) == bool(case.tracks), case.name

    def test_an_album_that_is_there_is_named(self) -> None:
        for case in ALBUMS:
            assert case.albums <= {album.key for album in case.library}, case.name
            assert (Verdict.MATCH in case.verdicts) == bool(case.albums), case.name

    def test_the_catalogues_are_tried_both_ways(self) -> None:
        turned: Counter[str] = Counter(case.item for case in CASES if case.catalogue)
        pairs = {case.item for case in CASES if case.catalogue and case.name != case.item}
        one_way = {item for item in pairs if turned[item] < 2}
        assert one_way <= {"Wanted by the composer, held by the singer"}

    def test_the_catalogues_are_there(self) -> None:
        named = {
            place.strip()
            for case in (*CASES, *PATHS, *ALBUMS)
            for place in case.catalogue.split(",")
            if place.strip()
        }
        assert {"soulsync 2.9", "spotify-to-plex 2.6"} <= named
        assert {f"soulsync 2.10 #{number}" for number in range(1, 26)} <= named

    def test_there_are_enough(self) -> None:
        own = {case.item for case in CASES if not case.catalogue}
        assert len(own) >= 170
        assert len({case.item for case in CASES if case.catalogue}) >= 100
