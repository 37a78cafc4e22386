"""What media files are, by what is said of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import OddAnswer
from syncopate.providers.sagetv import raw
from syncopate.providers.sagetv.parse import moment, title_of, type_of
from syncopate.providers.sagetv.progress import Segment, length_of, moment_of, seconds_seen
from syncopate.providers.sagetv.raw import MediaFile

START = 1427778060005
AIRING: dict[str, Any] = {
    "AiringDuration": 3540000,
    "AiringEndTime": 1427781600000,
    "AiringID": 3490352,
    "AiringStartTime": 1427778060000,
    "IsWatched": False,
    "IsWatchedCompletely": False,
    "LatestWatchedTime": 1427778248101,
    "RealWatchedEndTime": 1429114764171,
    "WatchedDuration": 185096,
    "WatchedEndTime": 1427778245101,
    "WatchedStartTime": START,
}
SHOW: dict[str, Any] = {
    "OriginalAiringDate": 1427698800000,
    "ShowCategoriesList": ["Crime drama", "Comedy"],
    "ShowEpisode": "Habeas Corpse",
    "ShowEpisodeNumber": 19,
    "ShowExternalID": "EP010855880150",
    "ShowSeasonNumber": 7,
    "ShowTitle": "Castle",
    "ShowYear": "",
}
PROPERTIES = {
    "IMDBID": "tt4488190",
    "MediaProviderID": "tvdb",
    "MediaProviderDataID": "83462",
    "MediaType": "TV",
    "SeasonNumber": "7",
    "EpisodeNumber": "19",
    "Year": "",
}
MEDIA: dict[str, Any] = {
    "FileDuration": 3539995,
    "FileEndTime": 1427781600000,
    "FileStartTime": START,
    "IsTVFile": True,
    "MediaFileID": 3517255,
    "MediaTitle": "Castle",
    "NumberOfSegments": 1,
    "SegmentFiles": ["F:\\SageTV\\Castle-HabeasCorpse-3490352-0.mpg"],
}
"""As a real server said it."""


def media(
    airing: dict[str, Any] | None = None,
    show: dict[str, Any] | None = None,
    properties: dict[str, str] | None = None,
    **own: Any,
) -> MediaFile:
    told = MEDIA | own
    told["Airing"] = AIRING | (airing or {}) | {"Show": SHOW | (show or {})}
    told["MediaFileMetadataProperties"] = PROPERTIES if properties is None else properties
    found = raw.media_file(told)
    assert found is not None
    return found


def test_what_a_real_server_said() -> None:
    found = media()
    title = title_of(found, ())
    assert (title.show_name, title.name, title.season, title.number) == ("Castle", "Habeas Corpse", 7, 19)
    assert title.aired == date(2015, 3, 30)
    assert TitleId(TitleIdKind.IMDB, "tt4488190") in title.ids
    assert seconds_seen(found) == 185.096
    assert length_of(found) == 3539.995
    assert moment(found.watched_at) == datetime(2015, 4, 15, 16, 19, 24, 171000, tzinfo=UTC)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"MediaFileID": "7"},
        {"MediaFileID": True},
        MEDIA,
        MEDIA | {"Airing": None},
        MEDIA | {"Airing": {"AiringID": 1}},
        MEDIA | {"Airing": {"AiringID": 0, "IsWatched": True}},
        MEDIA | {"Airing": {"AiringID": 1, "IsWatched": "true"}},
        MEDIA | {"Airing": {"error": {"message": "Failed"}, "AiringID": 1}},
    ],
)
def test_what_does_not_tell_enough_is_nothing(odd: object) -> None:
    assert raw.media_file(odd) is None


def test_what_is_missing_otherwise_does_no_harm() -> None:
    found = raw.media_file({"MediaFileID": 1, "Airing": {"AiringID": 2, "IsWatched": True}})
    assert found is not None
    title = title_of(found, ())
    assert (title.type, title.name, title.path) == (MediaType.MOVIE, "", None)
    assert (seconds_seen(found), length_of(found)) == (None, None)


@pytest.mark.parametrize("answer", [{}, {"Result": None}, {"Result": "7"}, {"Result": True}, {"Result": {}}])
def test_answers_of_another_kind(answer: dict[str, Any]) -> None:
    for read in (raw.number_in, raw.list_in):
        with pytest.raises(OddAnswer):
            read(answer)
    for odd in ([], "x", None):
        with pytest.raises(OddAnswer):
            raw.envelope(odd)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({}, MediaType.EPISODE),
        ({"properties": {}}, MediaType.EPISODE),
        ({"properties": {"MediaType": "Movie"}}, MediaType.MOVIE),
        ({"show": {"ShowCategoriesList": ["Movie", "Comedy"]}}, MediaType.MOVIE),
        ({"show": {"ShowCategoriesList": ["Comedy", "Movie"]}}, MediaType.EPISODE),
        ({"show": {"ShowExternalID": "MV001234560000"}}, MediaType.MOVIE),
        ({"IsTVFile": False, "properties": {}}, MediaType.EPISODE),
        ({"IsTVFile": False, "properties": {}, "show": {"ShowExternalID": "MF1"}}, MediaType.EPISODE),
        (
            {
                "IsTVFile": False,
                "properties": {},
                "show": {"ShowExternalID": "MF1", "ShowEpisodeNumber": 0, "ShowSeasonNumber": 0},
            },
            MediaType.MOVIE,
        ),
    ],
)
def test_films_and_episodes(told: dict[str, Any], kind: MediaType) -> None:
    assert type_of(media(**told)) is kind


def test_a_film() -> None:
    show = {"ShowTitle": "Fight Club", "ShowYear": "1999", "ShowExternalID": "MV000123450000"}
    properties = {
        "MediaType": "Movie",
        "IMDBID": "tt0137523",
        "MediaProviderID": "TMDB",
        "MediaProviderDataID": "550",
    }
    title = title_of(media(show=show, properties=properties), (), frozenset({"tt0137523"}))
    assert (title.type, title.name, title.year) == (MediaType.MOVIE, "Fight Club", 1999)
    assert (title.show_ids, title.season, title.number) == (frozenset(), None, None)
    assert title.ids == {
        TitleId(TitleIdKind.IMDB, "tt0137523"),
        TitleId(TitleIdKind.TMDB, "550"),
        TitleId(TitleIdKind.GRACENOTE, "MV000123450000"),
    }


@pytest.mark.parametrize(
    ("external", "own", "of_show"),
    [
        ("EP010855880150", "EP010855880150", "SH010855880000"),
        ("EP1234560012", "EP1234560012", "SH1234560000"),
        ("SH012345670000", None, "SH012345670000"),
        ("MF3517255", None, None),
        ("EP", None, None),
        ("", None, None),
    ],
)
def test_ids_of_the_guide(external: str, own: str | None, of_show: str | None) -> None:
    title = title_of(media(show={"ShowExternalID": external}, properties={"MediaType": "TV"}), ())
    assert [one.value for one in title.ids] == ([] if own is None else [own])
    assert [one.value for one in title.show_ids] == ([] if of_show is None else [of_show])


@pytest.mark.parametrize(
    "properties",
    [
        {"IMDBID": "tt"},
        {"IMDBID": "4488190"},
        {"IMDBID": "tt44 88190"},
        {"MediaProviderID": "tvdb", "MediaProviderDataID": ""},
        {"MediaProviderID": "tvdb", "MediaProviderDataID": "0"},
        {"MediaProviderID": "tvdb", "MediaProviderDataID": "x1"},
        {"MediaProviderID": "nobody", "MediaProviderDataID": "7"},
    ],
)
def test_ids_that_are_none(properties: dict[str, str]) -> None:
    title = title_of(media(show={"ShowExternalID": "MF1"}, properties=properties), ())
    assert title.ids == title.show_ids == frozenset()


@pytest.mark.parametrize(
    ("show", "properties", "place"),
    [
        ((7, 19), {}, (7, 19)),
        ((0, 0), {"SeasonNumber": "2", "EpisodeNumber": "3"}, (2, 3)),
        ((0, 5), {}, (None, None)),
        ((0, 0), {"SeasonNumber": "0", "EpisodeNumber": "5"}, (None, None)),
        ((4, 0), {"EpisodeNumber": "x"}, (None, None)),
    ],
)
def test_season_0_is_one_that_nobody_knows(
    show: tuple[int, int], properties: dict[str, str], place: tuple[int | None, int | None]
) -> None:
    told = {"ShowSeasonNumber": show[0], "ShowEpisodeNumber": show[1]}
    title = title_of(media(show=told, properties={"MediaType": "TV"} | properties), ())
    assert (title.season, title.number) == place
    assert title.aired == date(2015, 3, 30)


@pytest.mark.parametrize("hours", range(-11, 13))
def test_the_day_of_the_broadcast_is_the_same_in_all_zones(hours: int) -> None:
    midnight = datetime(2020, 2, 29, tzinfo=UTC) - timedelta(hours=hours)
    found = media(show={"OriginalAiringDate": round(midnight.timestamp() * 1000)})
    assert title_of(found, ()).aired == date(2020, 2, 29)


@pytest.mark.parametrize("told", [0, -5, 10**18])
def test_moments_that_are_none(told: int) -> None:
    assert moment(told) is None


TWO = (Segment(0, 600_000), Segment(900_000, 1_800_000))


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        (60_000, 60.0),
        (600_000, 600.0),
        (700_000, 600.0),
        (900_000, 600.0),
        (960_000, 660.0),
        (1_800_000, 1500.0),
    ],
)
def test_between_two_files_no_time_goes_by(at: int, seconds: float) -> None:
    base = 1_000_000_000_000
    segments = [Segment(base + each.start, base + each.end) for each in TWO]
    found = media(
        airing={
            "AiringStartTime": base,
            "AiringEndTime": base + 1_800_000,
            "WatchedStartTime": base,
            "WatchedEndTime": base + at,
        },
        FileStartTime=base,
        FileEndTime=base + 1_800_000,
        NumberOfSegments=2,
    )
    assert seconds_seen(found, segments) == seconds
    back = moment_of(found, seconds, segments)
    assert (
        seconds_seen(
            media(airing={"AiringStartTime": base, "WatchedStartTime": base, "WatchedEndTime": back}),
            segments,
        )
        == seconds
    )
    assert length_of(found, segments) == 1500.0


def test_only_a_length_is_known() -> None:
    found = media(airing={"WatchedEndTime": 0, "WatchedStartTime": 0, "WatchedDuration": 90_000})
    assert seconds_seen(found) == 90.0
