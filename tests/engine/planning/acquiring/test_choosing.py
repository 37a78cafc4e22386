"""Choosing: what must never be fetched, what must not be missed, and what comes first."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st
from syncopate.domain.album import SourceAlbum, SourceTrack
from syncopate.domain.choice import Judged, Rejection
from syncopate.domain.download import Offer, Wanted, WantKind
from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Ruling, Says, Verdict
from syncopate.domain.media import AudioFormat, Track
from syncopate.domain.quality import (
    AUDIOPHILE,
    BALANCED,
    LOSSY,
    PRESETS,
    SPACE_SAVER,
    Level,
    Profile,
    ProfileName,
    Unfit,
    sound_of,
)
from syncopate.matching.album_offers import judge_albums
from syncopate.matching.decisions import Decisions, decided
from syncopate.matching.offers import entry_of, judge_offers
from syncopate.planning.acquiring.choosing import AS_SURE, choose, choose_album

type Offered = Callable[..., Offer]
type Judges = Callable[..., tuple[Judged, ...]]

STRICT_FLAC = Profile(levels=(Level(codecs=frozenset({"flac"})),), fall_back=False)


def _reasons(judged: tuple[Judged, ...]) -> list[Rejection | None]:
    return [each.rejection for each in judged]


def test_files_of_one_folder_are_offers_like_any_other(offered: Offered, judged: Judges) -> None:
    """The studio take is found beside the live one, in a folder of one peer."""
    studio = offered(r"@@x\Oasis\Morning Glory\03 - Wonderwall.flac", 258)
    live = offered(r"@@x\Oasis\Morning Glory\13 - Wonderwall (Live).flac", 262)
    choice = choose(judged("Oasis | Wonderwall | 258", live, studio), AUDIOPHILE)
    assert choice.chosen == studio
    assert [(each.judged.offer, each.reason) for each in choice.rejected] == [(live, Rejection.VERSION)]


@pytest.mark.parametrize(
    ("song", "path", "seconds"),
    [
        ("Oasis | Live Forever | 276", r"Music\Oasis\Definitely Maybe\03 - Live Forever.flac", 276),
        (
            "Paul McCartney & Wings | Live and Let Die | 192",
            r"Paul McCartney & Wings\Wingspan\05 Live and Let Die.mp3",
            192,
        ),
        ("Taylor Swift | Long Live | 317", r"Taylor Swift\Speak Now\14 - Long Live.flac", 317),
        ("Live | Lightning Crashes | 325", r"Live\Throwing Copper\06 - Lightning Crashes.flac", 325),
        ("Live | Selling the Drama | 206", r"Music\Live\Throwing Copper\02 - Selling the Drama.mp3", 206),
        (
            "The Beatles | Magical Mystery Tour | 171",
            r"The Beatles\Magical Mystery Tour\01 - Magical Mystery Tour.flac",
            171,
        ),
        (
            "Machine Gun Kelly | concert for aliens | 180",
            r"Machine Gun Kelly\tickets to my downfall\concert for aliens.flac",
            180,
        ),
        (
            "Coldplay | Yellow | 269",
            r"Coldplay\Parachutes [Tour Edition]\05 - Yellow.flac",
            269,
        ),
        ("Avicii | Levels - Radio Edit | 199", r"Avicii\Levels\01 - Levels (Radio Edit).mp3", 199),
        ("Avicii | Levels (Radio Edit) | 199", r"Avicii - Levels (Radio Edit).mp3", 199),
        ("David Bowie | Heroes - 2017 Remaster | 371", r"David Bowie\Heroes\03 - Heroes.flac", 371),
        ("deadmau5 | Strobe - Original Mix | 637", r"deadmau5\For Lack of a Better Name\10 Strobe.flac", 637),
        (
            "Blue Swede | Hooked on a Feeling | 172",
            r"Various Artists\Awesome Mix Vol. 1\01 - Blue Swede - Hooked on a Feeling.flac",
            172,
        ),
        ("The Beatles | Help! | 139", r"Beatles\Help!\01 - Help!.flac", 139),
        ("Ariana Grande | 7 Rings | 178", r"Ariana Grande\thank u, next\10 - 7 Rings.flac", 178),
    ],
)
def test_words_of_versions_in_names_are_names(
    song: str, path: str, seconds: float, offered: Offered, judged: Judges
) -> None:
    (found,) = judged(song, offered(path, seconds))
    assert found.rejection is None, found.match


@pytest.mark.parametrize(
    ("song", "path", "seconds", "reason"),
    [
        (
            "Avicii | Levels | 338",
            r"Avicii\Levels\02 - Levels (Radio Edit).mp3",
            199,
            Rejection.VERSION,
        ),
        ("Oasis | Live Forever | 276", r"Oasis\Live Forever (Live).flac", 290, Rejection.VERSION),
        (
            "AC/DC | Highway to Hell | 208",
            r"AC-DC\1979 - Highway to Hell\02 - Girls Got Rhythm.flac",
            203,
            Rejection.TITLE,
        ),
        (
            "Black Sabbath | Black Sabbath | 380",
            r"Black Sabbath\Black Sabbath\04 - N.I.B..flac",
            368,
            Rejection.TITLE,
        ),
        (
            "Taylor Swift | 22 | 230",
            r"Taylor Swift\Red (22 tracks)\01 - State of Grace.flac",
            295,
            Rejection.TITLE,
        ),
        ("deadmau5 | Strobe | 637", r"deadmau5\Strobe\01 - Strobe.mp3", 213, Rejection.DURATION),
        ("Blur | Song 2 | 121", r"Blur\Blur\02 - Song 3.flac", 121, Rejection.PART),
        ("Air | Sexy Boy | 299", "Air Supply - Sexy Boy.mp3", 299, Rejection.ARTISTS),
    ],
)
def test_a_folder_passes_no_other_song(
    song: str, path: str, seconds: float, reason: Rejection, offered: Offered, judged: Judges
) -> None:
    (found,) = judged(song, offered(path, seconds))
    assert found.rejection is reason, found.match


@pytest.mark.parametrize(
    ("song", "path"),
    [
        # The folder above is no artist's, or of one who plays on it, too.
        (
            "Blue Swede | Hooked on a Feeling | 172",
            r"Guardians of the Galaxy\Awesome Mix\01 - Hooked on a Feeling.flac",
        ),
        # The folder is that of a concert; the file's name says nothing of it.
        ("Queen | One Vision | 172", r"Queen\Live at Wembley '86\01 - One Vision.flac"),
    ],
)
def test_a_folder_alone_refuses_nothing_for_good(
    song: str, path: str, offered: Offered, judged: Judges
) -> None:
    (found,) = judged(song, offered(path, 172))
    assert found.rejection is Rejection.FOLDER, found.match
    assert found.match.verdict is Verdict.REVIEW


def test_what_was_told_besides_the_path_counts(offered: Offered, judged: Judges) -> None:
    """Tags that say more than the file's name are believed: it is a live take, whatever the file is called."""
    plain = offered("staging/Wonderwall.flac", 258)
    tagged = Offer(
        key="tagged",
        track=Track(
            key="tagged",
            title="Wonderwall (Live)",
            artists=("Oasis",),
            path="staging/Wonderwall.flac",
            duration=timedelta(seconds=258),
        ),
    )
    known = Offer(
        key="known",
        track=Track(key="known", title="Wonderwall", artists=("Oasis",), path="staging/Wonderwall.flac"),
    )
    assert _reasons(judged("Oasis | Wonderwall | 258", plain, tagged, known)) == [
        Rejection.NOT_SURE,
        Rejection.VERSION,
        None,
    ]


def test_what_the_user_refused_is_not_taken_whoever_offers_it(offered: Offered) -> None:
    wanted = Wanted(
        kind=WantKind.TRACK, title="Wonderwall", artists=("Oasis",), duration=timedelta(seconds=258)
    )
    offers = [offered("Oasis - Wonderwall.flac", seconds) for seconds in (258, 255)]
    ruled = decided(entry_of(wanted), Ruling.IS_NOT, offers[0].track)
    judged = judge_offers(wanted, offers, Decisions.of([ruled]))
    assert _reasons(judged)[0] is Rejection.REFUSED
    assert judged[0].candidate is None
    assert choose(judged, AUDIOPHILE).rejected[-1].reason is Rejection.REFUSED


def test_quality_never_rescues_another_part(offered: Offered, judged: Judges) -> None:
    """The right MP3 is taken and not the first part as FLAC."""
    right = offered(r"Pink Floyd\The Wall\CD1\05 - Another Brick in the Wall, Pt. 2.mp3", 238)
    wrong = offered(r"Pink Floyd\The Wall\CD1\03 - Another Brick in the Wall, Pt. 1.flac", 238, depth=24)
    offers = judged("Pink Floyd | Another Brick in the Wall, Pt. 2 | 238", wrong, right)
    choice = choose(offers, AUDIOPHILE)
    assert choice.chosen == right
    assert [each.reason for each in choice.rejected] == [Rejection.PART]
    assert choose(offers, STRICT_FLAC).chosen is None


def test_quality_never_comes_before_a_better_identity() -> None:
    """Of two that may be it, the one that is less sure does not win by its sound."""
    sure = _made("sure", 1.0, AudioFormat(codec="mp3", bitrate=128))
    unsure = _made("unsure", 0.9, AudioFormat(codec="flac", lossless=True, bit_depth=24))
    assert choose([unsure, sure], AUDIOPHILE).chosen == sure.offer


def test_equally_sure_offers_are_ordered_by_quality_then_by_readiness(
    offered: Offered, judged: Judges
) -> None:
    path = r"Oasis\Morning Glory\03 - Wonderwall"
    best = offered(f"{path}.flac", 258, depth=24, peer="hires", free_slot=False, queue=40)
    free = offered(f"{path}.flac", 258, peer="free", free_slot=True, speed=10)
    fast = offered(f"{path}.flac", 258, peer="fast", free_slot=True, speed=1000)
    waits = offered(f"{path}.flac", 258, peer="waits", free_slot=False, queue=2)
    longer = offered(f"{path}.flac", 258, peer="longer", free_slot=False, queue=9)
    small = offered(f"{path}.mp3", 258, peer="small", free_slot=True, speed=9000)
    choice = choose(judged("Oasis | Wonderwall | 258", small, longer, waits, free, fast, best), AUDIOPHILE)
    assert [each.offer.peer for each in choice.ranked] == [
        "hires",
        "fast",
        "free",
        "waits",
        "longer",
        "small",
    ]


@pytest.mark.parametrize(
    ("profile", "order"),
    [
        (AUDIOPHILE, ["flac", "mp3 320", "mp3 256", "mp3 192", "mp3 128"]),
        (BALANCED, ["mp3 320", "flac", "mp3 256", "mp3 192", "mp3 128"]),
        (SPACE_SAVER, ["mp3 256", "mp3 192", "mp3 320", "mp3 128", "flac"]),
    ],
)
def test_presets_order_as_they_are_named(
    profile: Profile, order: list[str], offered: Offered, judged: Judges
) -> None:
    offers = [offered("Oasis - Wonderwall.flac", 258, peer="flac")] + [
        offered("Oasis - Wonderwall.mp3", 258, peer=f"mp3 {rate}", rate=rate) for rate in (128, 192, 256, 320)
    ]
    choice = choose(judged("Oasis | Wonderwall | 258", *offers), profile)
    assert [each.offer.peer for each in choice.ranked] == order
    assert PRESETS[profile.name] is profile


def test_without_fall_back_each_offer_says_why_it_is_not_good_enough(
    offered: Offered, judged: Judges
) -> None:
    profile = Profile(
        levels=(
            Level(codecs=frozenset({"flac"}), minimum_depth=24),
            Level(codecs=frozenset({"mp3"}), minimum=192, maximum=256),
        ),
        fall_back=False,
    )
    expected = {
        "cd": Rejection.DEPTH_TOO_LOW,
        "low": Rejection.RATE_TOO_LOW,
        "high": Rejection.RATE_TOO_HIGH,
        "none": Rejection.QUALITY_UNKNOWN,
        "other": Rejection.FORMAT,
    }
    offers = [
        offered("Oasis - Wonderwall.flac", 258, peer="cd"),
        offered("Oasis - Wonderwall.mp3", 258, peer="low", rate=128),
        offered("Oasis - Wonderwall.mp3", 258, peer="high", rate=320),
        offered("Oasis - Wonderwall.mp3", 258, peer="none", rate=None),
        offered("Oasis - Wonderwall.m4a", 258, peer="other", rate=256),
        offered("Oasis - Wonderwall.mp3", 258, peer="fits", rate=245),
        offered("Oasis - Wonderwall.flac", 258, peer="hires", depth=24),
    ]
    choice = choose(judged("Oasis | Wonderwall | 258", *offers), profile)
    assert [each.offer.peer for each in choice.ranked] == ["hires", "fits"]
    assert {each.judged.offer.peer: each.reason for each in choice.rejected} == expected


def test_what_was_tried_or_comes_from_a_blocked_peer_is_kept_with_its_reason(
    offered: Offered, judged: Judges
) -> None:
    offers = [offered("Oasis - Wonderwall.flac", 258, peer=peer) for peer in ("tried", "blocked", "new")]
    choice = choose(
        judged("Oasis | Wonderwall | 258", *offers), AUDIOPHILE, tried={offers[0].key}, blocked={"blocked"}
    )
    assert choice.chosen == offers[2]
    assert {each.judged.offer.peer: each.reason for each in choice.rejected} == {
        "tried": Rejection.TRIED,
        "blocked": Rejection.BLOCKED,
    }


def test_a_bit_rate_that_the_size_cannot_hold_is_not_believed(offered: Offered) -> None:
    fake = offered("a.mp3", 200, rate=320, size=200 * 128_000 // 8)
    true = offered("a.mp3", 200, rate=320, size=200 * 320_000 // 8 + 90_000)
    none = offered("a.mp3", 200, rate=None, size=200 * 192_000 // 8)
    rates = [sound.bitrate if (sound := sound_of(each.track)) else None for each in (fake, true, none)]
    assert rates == [128, 320, 192]


def test_a_profile_is_refused_that_nothing_fits() -> None:
    with pytest.raises(ValueError, match="above its highest"):
        Level(codecs=LOSSY, minimum=320, maximum=256)
    with pytest.raises(ValueError, match="at least one format"):
        Level(codecs=frozenset())
    with pytest.raises(ValueError, match="at least one level"):
        Profile(levels=())
    assert Profile(levels=(Level(codecs=LOSSY),)).name is ProfileName.CUSTOM
    assert AUDIOPHILE.refuses(None) is Unfit.UNKNOWN


_ALBUM = SourceAlbum(
    title="Dark Side",
    artists=("Pink Floyd",),
    tracks=tuple(
        SourceTrack(title=title, number=number, duration=timedelta(seconds=seconds))
        for number, (title, seconds) in enumerate(
            [("Speak to Me", 68), ("Breathe", 169), ("Time", 413), ("Money", 382), ("Us and Them", 469)], 1
        )
    ),
)


def _folder(
    offered: Offered, peer: str, titles: list[tuple[str, float]], ending: str = "flac"
) -> list[Offer]:
    return [
        offered(rf"@@{peer}\Pink Floyd\Dark Side\{title}.{ending}", seconds, peer=peer)
        for title, seconds in titles
    ]


_WHOLE: list[tuple[str, float]] = [
    ("01 - Speak to Me", 68),
    ("02 - Breathe", 169),
    ("03 - Time", 413),
    ("04 - Money", 382),
    ("05 - Us and Them", 469),
]


def test_the_files_of_a_folder_are_held_together_against_the_track_list(offered: Offered) -> None:
    whole = _folder(offered, "whole", _WHOLE, "mp3")
    most = _folder(offered, "most", _WHOLE[:4])
    few = _folder(offered, "few", _WHOLE[:2])
    live = _folder(offered, "live", [(f"{title} (Live)", seconds + 5) for title, seconds in _WHOLE])
    folders = judge_albums(_ALBUM, [*few, *live, *most, *whole])
    choice = choose_album(folders, AUDIOPHILE)
    assert [(each.peer, each.coverage) for each in choice.ranked] == [("whole", 1.0), ("most", 0.8)]
    assert choice.ranked[1].missing == (4,)
    assert {each.offer.peer: each.reason for each in choice.rejected} == {
        "few": Rejection.INCOMPLETE,
        "live": Rejection.INCOMPLETE,
    }
    assert {each.reason for each in choice.files if each.judged.offer.peer == "live"} == {Rejection.VERSION}


def test_of_two_whole_albums_the_better_sound_is_taken(offered: Offered) -> None:
    folders = judge_albums(
        _ALBUM, [*_folder(offered, "small", _WHOLE, "mp3"), *_folder(offered, "large", _WHOLE)]
    )
    assert [each.peer for each in choose_album(folders, AUDIOPHILE).ranked] == ["large", "small"]
    assert [each.peer for each in choose_album(folders, BALANCED).ranked] == ["small", "large"]


def test_folders_of_discs_are_one_album_and_each_file_is_one_track(offered: Offered) -> None:
    titles = [*_WHOLE[:3]]
    first = [offered(rf"@@p\Dark Side\CD1\{title}.flac", seconds, peer="p") for title, seconds in titles]
    second = [
        offered(rf"@@p\Dark Side\CD2\{title}.flac", seconds, peer="p")
        for title, seconds in [
            ("01 - Money", 382),
            ("02 - Us and Them", 469),
            ("03 - Money", 382),
            ("art", 1),
        ]
    ]
    album = SourceAlbum(
        title="Dark Side",
        artists=("Pink Floyd",),
        tracks=tuple(
            SourceTrack(
                title=each.title, duration=each.duration, disc=1 if place < 3 else 2, number=(place % 3) + 1
            )
            for place, each in enumerate(_ALBUM.tracks)
        ),
    )
    (found,) = judge_albums(album, [*second, *first])
    assert found.coverage == 1.0
    assert [file.judged.offer.track.path for file in found.files if file.place == 3] == [
        r"@@p\Dark Side\CD2\01 - Money.flac"
    ]
    assert sorted(str(each.rejection) for each in found.others) == ["duplicate", "other_title"]


def test_of_an_album_only_files_that_fit_the_profile_count(offered: Offered) -> None:
    mixed = _folder(offered, "mixed", _WHOLE[:3]) + _folder(offered, "mixed", _WHOLE[3:], "mp3")
    choice = choose_album(judge_albums(_ALBUM, mixed), STRICT_FLAC)
    assert choice.chosen is None
    assert [(each.offer.coverage, each.reason) for each in choice.rejected] == [(0.6, Rejection.FORMAT)]
    assert judge_albums(SourceAlbum(title="No list"), mixed) == ()


def _made(key: str, score: float, sound: AudioFormat, **more: object) -> Judged:
    offer = Offer(key=key, track=Track(key=key, title="Song", format=sound), **more)  # type: ignore[arg-type]
    said = (Evidence(Aspect.TITLE, Says.AGREES),)
    return Judged(offer, Match(Verdict.MATCH, "agrees", key, (Candidate(key, score, said),)))


_SOUNDS = st.sampled_from(
    [
        AudioFormat(codec="flac", lossless=True, bit_depth=24, sample_rate=96_000),
        AudioFormat(codec="flac", lossless=True, bit_depth=16, sample_rate=44_100),
        AudioFormat(codec="mp3", bitrate=320),
        AudioFormat(codec="mp3", bitrate=256),
        AudioFormat(codec="mp3"),
        AudioFormat(codec="wma", bitrate=64),
    ]
)
_JUDGED = st.builds(
    _made,
    st.sampled_from("abcdefghijklmnop"),
    st.sampled_from([1.0, 0.99, 0.97, 0.95, 0.93, 0.9, 0.86, 0.84]),
    _SOUNDS,
    free_slot=st.sampled_from([True, False, None]),
    queue=st.sampled_from([None, 0, 3, 50]),
    speed=st.sampled_from([None, 0, 100, 5000]),
    peer=st.sampled_from(["", "x", "y"]),
)
_MANY = st.lists(_JUDGED, max_size=8, unique_by=lambda each: each.offer.key)
_PROFILES = st.sampled_from([AUDIOPHILE, BALANCED, SPACE_SAVER, STRICT_FLAC])


@given(_MANY, _PROFILES, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_offers_changes_nothing(many: list[Judged], profile: Profile, random: object) -> None:
    turned = list(many)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert choose(turned, profile) == choose(many, profile)


@given(_MANY, _PROFILES)
@settings(max_examples=100)
def test_nothing_is_left_out_and_nothing_stands_twice(many: list[Judged], profile: Profile) -> None:
    choice = choose(many, profile)
    shown = [each.offer.key for each in choice.ranked] + [each.judged.offer.key for each in choice.rejected]
    assert sorted(shown) == sorted(each.offer.key for each in many)


@given(_MANY, _PROFILES)
@settings(max_examples=100)
def test_a_worse_offer_never_changes_the_choice(many: list[Judged], profile: Profile) -> None:
    choice = choose(many, profile)
    kept = list(choice.ranked)
    while kept:
        chosen = choose(kept, profile).chosen
        assert chosen == choice.chosen
        kept.pop()
        if len(kept) == 1:
            break


@given(_MANY, _PROFILES)
@settings(max_examples=100)
def test_no_offer_comes_before_one_that_is_clearly_surer(many: list[Judged], profile: Profile) -> None:
    ranked = choose(many, profile).ranked
    best = max((each.score for each in ranked), default=0.0)
    assert not ranked or ranked[0].score >= best - AS_SURE


def test_few_offers_come_out_the_same_in_every_order(offered: Offered, judged: Judges) -> None:
    offers = [
        offered("Oasis - Wonderwall.flac", 258, peer="a"),
        offered("Oasis - Wonderwall (Live).flac", 258, peer="b"),
        offered("Oasis - Wonderwall.mp3", 260, peer="c"),
        offered(r"Oasis\Wonderwall.flac", 255, peer="d"),
    ]
    chosen = {
        choose(judged("Oasis | Wonderwall | 258", *each), AUDIOPHILE).chosen for each in permutations(offers)
    }
    assert len(chosen) == 1
