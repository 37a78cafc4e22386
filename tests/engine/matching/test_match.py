"""Verdicts: decisions, ids, paths, placement, gaps and what is shown."""

from collections.abc import Callable

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Aspect, Decision, Match, Ruling, Says, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import (
    UNKNOWN_LIBRARY,
    Decisions,
    LibraryIndex,
    entry_identity,
    match_entry,
    track_identities,
)

ISRC = frozenset({ExternalId(IdKind.ISRC, "GBAYE0601498")})
NONE = Decisions()


def details(match: Match) -> list[str]:
    return [item.detail for candidate in match.candidates for item in candidate.evidence]


def test_an_unread_library_is_unknown_and_never_missing() -> None:
    assert UNKNOWN_LIBRARY.verdict is Verdict.UNKNOWN
    assert UNKNOWN_LIBRARY.reason == "library_unknown"


def test_nothing_similar(judge: Callable[..., Match]) -> None:
    found = judge(("A", "Wanted", 100), ("B", "Else", 200))
    assert (found.verdict, found.reason, found.candidates) == (Verdict.MISSING, "nothing_similar", ())


def test_a_blank_title_matches_nothing(judge: Callable[..., Match]) -> None:
    assert judge(("", " "), ("", " ")).verdict is Verdict.MISSING


def test_what_spoke_against_it_is_said(judge: Callable[..., Match]) -> None:
    found = judge(
        ("Queen", "Bohemian Rhapsody", 354),
        ("Queen", "Bohemian Rhapsody", 185),
        ("Queen", "Bohemian Rhapsody (Live)", 354),
    )
    assert (found.verdict, found.reason) == (Verdict.MISSING, "conflict")
    assert "3:05 is not 5:54" in details(found)
    assert "live is not studio" in details(found)
    assert all(candidate.barred for candidate in found.candidates)


def test_the_right_one_of_many_is_taken(judge: Callable[..., Match]) -> None:
    found = judge(
        ("Queen", "Bohemian Rhapsody", 354),
        ("Queen", "Bohemian Rhapsody (Live)", 354),
        ("Queen", "Bohemian Rhapsody - Karaoke", 354),
        ("Queen", "Bohemian Rhapsody - Remastered 2011", 355),
        ("Queen Tribute", "Bohemian Rhapsody", 354),
    )
    assert (found.verdict, found.reason, found.track_key) == (Verdict.MATCH, "agrees", "2")
    assert found.candidates[0].track_key == "2"


def test_different_recordings_as_likely_want_a_look(judge: Callable[..., Match]) -> None:
    found = judge(
        ("Queen", "Bohemian Rhapsody"),
        ("Queen", "Bohemian Rhapsody", 354),
        ("Queen", "Bohemian Rhapsody", 185),
    )
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "no_gap")
    assert {each.track_key for each in found.candidates} == {"0", "1"}


def test_review_shows_five_at_most(judge: Callable[..., Match]) -> None:
    held = [("Queen", "Bohemian Rhapsody", 200 + 30 * number) for number in range(8)]
    found = judge(("Queen", "Bohemian Rhapsody"), *held)
    assert found.verdict is Verdict.REVIEW
    assert len(found.candidates) == 5


def test_native_and_romanised_names_want_a_look(judge: Callable[..., Match]) -> None:
    found = judge(("Kaneko Ayano", "Grace", 236), ("カネコアヤノ", "Grace", 236))
    assert found.verdict is Verdict.MATCH, "the sound of kana is known"
    found = judge(("Kaneko Ayano", "Grace", 236), ("金子綾乃", "Grace", 236))
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "not_sure")
    assert judge(("Kino", "Gruppa krovi", 285), ("Кино", "Группа крови", 285)).verdict is Verdict.REVIEW


def test_guests_alone_do_not_say_whose_it_is(judge: Callable[..., Match]) -> None:
    bare, held = ("", "Roads (feat. Somebody)", 300), ("Portishead", "Roads", 300)
    assert judge(bare, held).verdict is Verdict.REVIEW
    assert judge(held, bare).verdict is Verdict.REVIEW


def test_names_of_one_artist_agree_where_a_table_knows_both(judge: Callable[..., Match]) -> None:
    assert judge(("Fujii Kaze", "Grace", 236), ("藤井風", "Grace", 236)).verdict is Verdict.MATCH


def test_a_live_album_makes_a_bare_title_doubtful(judge: Callable[..., Match]) -> None:
    found = judge(
        ("Queen", "Under Pressure", 220, "Hot Space"), ("Queen", "Under Pressure", 220, "Live at Wembley")
    )
    assert found.verdict is Verdict.REVIEW


class TestIds:
    def test_the_same_id_is_a_match(self, entry: Callable[..., Entry], track: Callable[..., Track]) -> None:
        dashed = frozenset({ExternalId(IdKind.ISRC, "gb-aye-06-01498")})
        index = LibraryIndex.build([track("1", ("Queen", "Bo Rhap", 354), ids=dashed)])
        found = match_entry(entry(("Queen", "Bohemian Rhapsody", 354), ids=ISRC), index, NONE)
        assert (found.reason, found.track_key) == ("same_id", "1")

    def test_an_id_on_a_quite_different_track_may_be_wrong(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        odd, right = (
            track("1", ("Abba", "Waterloo", 160), ids=ISRC),
            track("2", ("Queen", "Bohemian Rhapsody", 354)),
        )
        wanted = entry(("Queen", "Bohemian Rhapsody", 354), ids=ISRC)
        assert match_entry(wanted, LibraryIndex.build([odd]), NONE).verdict is Verdict.REVIEW
        assert match_entry(wanted, LibraryIndex.build([odd, right]), NONE).track_key == "2"

    def test_an_id_does_not_excuse_another_version(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        index = LibraryIndex.build([track("1", ("Queen", "Song (Live)", 354), ids=ISRC)])
        found = match_entry(entry(("Queen", "Song", 354), ids=ISRC), index, NONE)
        assert found.verdict is Verdict.REVIEW

    def test_a_different_isrc_says_nothing(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        other = frozenset({ExternalId(IdKind.ISRC, "USXXX0000001")})
        index = LibraryIndex.build([track("1", ("Queen", "Song", 354), ids=other)])
        assert match_entry(entry(("Queen", "Song", 354), ids=ISRC), index, NONE).reason == "agrees"

    def test_a_release_is_not_a_recording(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        release = frozenset({ExternalId(IdKind.MB_RELEASE, "x")})
        index = LibraryIndex.build([track("1", ("Queen", "Other", 100), ids=release)])
        assert match_entry(entry(("Queen", "Song", 354), ids=release), index, NONE).verdict is Verdict.MISSING


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "title"),
        [
            ("Queen/Hot Space/11 Under Pressure.flac", "Under Pressure"),
            (r"D:\Media\Queen\Hot Space\11 Under Pressure.flac", "Queen - Under Pressure"),
            ("../queen/hot space/11 under pressure.FLAC", "11 Under Pressure"),
            ("Hot Space/11 Under Pressure.flac", ""),
        ],
    )
    def test_the_same_file_is_a_match(
        self, entry: Callable[..., Entry], track: Callable[..., Track], path: str, title: str
    ) -> None:
        index = LibraryIndex.build(
            [
                track("Queen/Hot Space/11 Under Pressure.flac", ("Queen", "Under Pressure", 240)),
                track("x.flac", ("Y", "Z")),
            ]
        )
        found = match_entry(entry(("", title), path=path), index, NONE)
        assert (found.verdict, found.reason) == (Verdict.MATCH, "same_path")
        assert found.candidates[0].evidence[0].aspect is Aspect.PATH

    def test_a_path_with_another_title_is_not_trusted(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        index = LibraryIndex.build([track("a/01.mp3", ("A", "Something Else", 100))])
        assert (
            match_entry(entry(("Queen", "Under Pressure", 240), path="a/01.mp3"), index, NONE).verdict
            is Verdict.MISSING
        )

    def test_a_file_name_alone_needs_the_title(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        index = LibraryIndex.build([track("a/01.mp3", ("A", "Song", 100))])
        assert match_entry(entry(("", ""), path="b/01.mp3"), index, NONE).verdict is Verdict.MISSING
        assert match_entry(entry(("", "Song"), path="b/01.mp3"), index, NONE).reason == "same_path"

    def test_two_files_with_this_end_decide_nothing(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        index = LibraryIndex.build(
            [track("a/x/01.mp3", ("A", "Song", 100)), track("b/x/01.mp3", ("B", "Song", 100))]
        )
        found = match_entry(entry(("A", "Song", 100), path="c/x/01.mp3"), index, NONE)
        assert (found.reason, found.track_key) == ("agrees", "a/x/01.mp3")


class TestPlacement:
    def test_the_same_album_comes_first(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        index = LibraryIndex.build(
            [
                track("1", ("Q", "S", 200, "Best Of"), lossless=True),
                track("2", ("Q", "S", 200, "First"), bitrate=128),
            ]
        )
        assert match_entry(entry(("Q", "S", 200, "First (Deluxe Edition)")), index, NONE).track_key == "2"

    def test_then_the_better_sound_then_the_lowest_key(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        held = [
            track("1", ("Q", "S", 200), bitrate=320),
            track("4", ("Q", "S", 200), lossless=True),
            track("3", ("Q", "S", 200), lossless=True),
            track("2", ("Q", "S", 200), bitrate=128),
        ]
        assert match_entry(entry(("Q", "S", 200)), LibraryIndex.build(held), NONE).track_key == "3"
        assert (
            match_entry(entry(("Q", "S", 200)), LibraryIndex.build(held[:1] + held[3:]), NONE).track_key
            == "1"
        )


class TestDecisions:
    def test_never(self, entry: Callable[..., Entry], judge: Callable[..., Match]) -> None:
        ruling = Decision(entry_identity(entry(("A", "S", 100))), Ruling.NEVER)
        found = judge(("A", "S", 100), ("A", "S", 100), decisions=(ruling,))
        assert (found.verdict, found.reason) == (Verdict.MISSING, "never")

    def test_this_is_it_wins_over_everything(
        self, entry: Callable[..., Entry], judge: Callable[..., Match]
    ) -> None:
        ruling = Decision(entry_identity(entry(("A", "S", 100))), Ruling.IS, "1")
        found = judge(("A", "S", 100), ("A", "S", 100), ("Z", "Other (Live)", 999), decisions=(ruling,))
        assert (found.verdict, found.reason, found.track_key) == (Verdict.MATCH, "decision", "1")
        assert found.candidates[0].evidence[0].says is Says.AGREES

    def test_this_is_it_finds_a_re_added_file(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        chosen = track("old.mp3", ("Z", "Other (Live)", 300.4))
        ruling = Decision(
            entry_identity(entry(("A", "S", 100))), Ruling.IS, "old.mp3", track_identities(chosen)
        )
        index = LibraryIndex.build(
            [track("a.mp3", ("A", "S", 100)), track("new.flac", ("Z", "Other (Live)", 301.3))]
        )
        assert match_entry(entry(("A", "S", 100)), index, Decisions.of([ruling])).track_key == "new.flac"

    def test_this_is_not_it(self, entry: Callable[..., Entry], track: Callable[..., Track]) -> None:
        wrong, right = track("1", ("A", "S", 100)), track("2", ("A", "S", 104))
        ruling = Decision(
            entry_identity(entry(("A", "S", 100))), Ruling.IS_NOT, "gone", track_identities(wrong)
        )
        rulings = Decisions.of([ruling])
        assert (
            match_entry(entry(("A", "S", 100)), LibraryIndex.build([wrong, right]), rulings).track_key == "2"
        )
        assert (
            match_entry(entry(("A", "S", 100)), LibraryIndex.build([wrong]), rulings).verdict
            is Verdict.MISSING
        )

    def test_the_last_word_counts(self, entry: Callable[..., Entry], judge: Callable[..., Match]) -> None:
        name = entry_identity(entry(("A", "S", 100)))
        rulings = (Decision(name, Ruling.NEVER), Decision(name, Ruling.IS, "0"))
        assert judge(("A", "S", 100), ("B", "T", 100), decisions=rulings).track_key == "0"

    def test_a_ruling_survives_new_ids(
        self, entry: Callable[..., Entry], track: Callable[..., Track]
    ) -> None:
        ruling = Decision(entry_identity(entry(("A", "S", 100))), Ruling.NEVER)
        index = LibraryIndex.build([track("1", ("A", "S", 100))])
        assert match_entry(entry(("A", "S", 100), ids=ISRC), index, Decisions.of([ruling])).reason == "never"

    def test_a_chosen_track_that_is_gone_decides_nothing(
        self, entry: Callable[..., Entry], judge: Callable[..., Match]
    ) -> None:
        ruling = Decision(entry_identity(entry(("A", "S", 100))), Ruling.IS, "gone")
        assert judge(("A", "S", 100), ("A", "S", 100), decisions=(ruling,)).reason == "agrees"
