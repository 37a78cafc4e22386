"""All media files are read in bulk, or nothing is claimed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from engine.providers.sagetv.conftest import AIRED, NOW, House, Read, episode, film, ms
from fakes.sagex import Watch
from fakes.serving import Fault
from syncopate.domain.watch import Feature, MediaType, Position, TitleId, TitleIdKind, Watched
from syncopate.providers.sagetv import client as talking, reading
from syncopate.providers.sagetv.manifest import FEATURES
from syncopate.providers.sagetv.watching import create
from syncopate.providers.watching import ReadEnd, Wanted

THEN = NOW - timedelta(days=2)


def claims_nothing(read: Read) -> bool:
    """Tell whether a read says that it is not known what there is."""
    part = read.part
    return part.missing is not None and not part.records and not part.whole and part.cursor is None


async def test_what_it_is_and_what_is_said_of_it(house: House) -> None:
    media = house.record(
        19, episode(19, season=7, aired=ms(datetime(2015, 3, 30, 7, tzinfo=UTC))), IMDBID="tt4488190"
    )
    house.fake.watch(media, 20, ms(THEN))
    read = await house.read()
    (record,) = read.part.records
    title = record.title
    assert read.part.features == FEATURES
    assert read.part.whole
    assert read.part.missing is None
    assert (title.type, title.name, title.show_name) == (MediaType.EPISODE, "Episode 19", "Show")
    assert (title.season, title.number, title.aired) == (7, 19, date(2015, 3, 30))
    assert title.ids == {
        TitleId(TitleIdKind.IMDB, "tt4488190"),
        TitleId(TitleIdKind.GRACENOTE, "EP010855880019"),
    }
    assert title.show_ids == {
        TitleId(TitleIdKind.TVDB, "83462"),
        TitleId(TitleIdKind.GRACENOTE, "SH010855880000"),
    }
    assert title.path == "F:\\SageTV\\Show-Episode19-19-0.mpg"
    assert record.values.watched is None
    assert record.values.position == Position(1200.0, THEN)
    assert record.length == 2400.0
    assert record.added_at == AIRED + timedelta(days=19)
    assert read.end == ReadEnd()


async def test_seen_to_its_end_it_is_nowhere(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 38, ms(THEN))
    (record,) = (await house.read()).part.records
    assert record.values.watched == Watched((THEN,))
    assert record.values.position is None


async def test_what_was_marked_by_hand_has_no_date(house: House) -> None:
    media = house.record()
    house.fake.library.mark(media.airing)
    (record,) = (await house.read()).part.records
    assert record.values.watched == Watched(())
    assert record.values.position is None


async def test_begun_and_left_in_the_first_seconds_nothing_is_said(house: House) -> None:
    house.fake.watch(house.record(), 5 / 60, ms(THEN))
    (record,) = (await house.read()).part.records
    assert record.values.watched is record.values.position is None


async def test_seen_in_another_airing_it_is_seen_but_nobody_knows_when(house: House) -> None:
    show = episode(1)
    one, other = house.record(1, show), house.record(2, show)
    house.fake.watch(one, 40, ms(THEN))
    house.fake.watch(other, 10, ms(NOW))
    records = (await house.read()).records
    assert records[str(one.id)].values.watched == Watched((THEN,))
    assert records[str(other.id)].values.watched == Watched(())
    assert records[str(other.id)].values.position == Position(600.0, NOW)


@pytest.mark.parametrize("late", [-10, 0, 10])
async def test_a_place_is_counted_from_the_beginning_of_the_file(house: House, late: int) -> None:
    """Recorded from ten minutes before the broadcast on, or from ten minutes after it had begun."""
    start = AIRED + timedelta(minutes=late)
    media = house.record(start=ms(start), aired_from=ms(AIRED), minutes=60, aired_minutes=60)
    house.fake.watch(media, 25, ms(THEN))
    (record,) = (await house.read()).part.records
    assert record.values.position == Position(1500.0, THEN)
    told = media.airing.watch
    assert told is not None
    assert told.end - told.start == (15 if late == -10 else 25) * 60_000, "the server counts in another way"


async def test_a_video_whose_broadcast_is_years_away_is_counted_from_that(house: House) -> None:
    media = house.record(start=ms(AIRED), aired_from=ms(datetime(1998, 5, 1, tzinfo=UTC)), minutes=40)
    media.airing.watch = Watch(media.airing.start, media.airing.start + 600_000, 1, ms(THEN))
    (record,) = (await house.read()).part.records
    assert record.values.position == Position(600.0, THEN)


async def test_several_files_of_a_recording_are_one(house: House) -> None:
    media = house.record(minutes=60, aired_minutes=80)
    house.fake.split(media, 20, 7)
    house.fake.watch(media, 20 + 7 + 15, ms(THEN))
    untouched = house.record(2)
    house.fake.split(untouched, 20, 5)
    (record, _) = (await house.read()).part.records
    assert record.length == 3600.0
    assert record.values.position == Position(35 * 60.0, THEN)
    assert record.title.path == "F:\\SageTV\\Show-Episode1-1-0.mpg"
    assert house.fake.called.count("GetStartForSegment") == 2, "only where somebody is in the midst"
    await house.read()
    assert house.fake.called.count("GetStartForSegment") == 2, "that does not change"


async def test_while_it_is_recorded_it_is_as_long_as_it_will_be(house: House) -> None:
    media = house.record(minutes=12, aired_minutes=60)
    media.recording = True
    (record,) = (await house.read()).part.records
    assert record.length == 3600.0


async def test_a_disc_is_seen_or_not_and_has_no_places(house: House) -> None:
    media = house.record(show=film(), kind="D", MediaType="Movie")
    house.fake.library.set_times(media.airing, 600_000, 1)
    (record,) = (await house.read()).part.records
    assert record.values.position is record.values.watched is record.length is None
    house.fake.library.mark(media.airing)
    (record,) = (await house.read()).part.records
    assert record.values.watched == Watched(())


async def test_times_that_cannot_be_are_told_and_left_out(house: House) -> None:
    future, past = house.record(1), house.record(2)
    house.fake.watch(future, 40, ms(NOW + timedelta(days=400)))
    house.fake.watch(past, 20, -86_400_000)
    read = await house.read()
    assert read.records[str(future.id)].values.watched == Watched(())
    assert read.records[str(past.id)].values.position == Position(1200.0)
    assert {one.id for one in read.end.problems} == {f"sagetv_{future.id}", f"sagetv_{past.id}"}
    assert all(one.key == "invalid_input" and one.detail for one in read.end.problems)


async def test_the_clock_of_the_server_is_measured(house: House) -> None:
    house.ahead = timedelta(hours=1)
    house.fake.watch(house.record(), 20)
    read = await house.read()
    assert read.end.skew == timedelta(hours=1)
    (record,) = read.part.records
    assert record.values.position == Position(1200.0, NOW + timedelta(hours=1)), "as the server tells it"
    house.ahead = timedelta(seconds=0.6)
    assert (await house.read()).end.skew == timedelta()


async def test_what_a_screen_of_the_server_plays_is_told(house: House) -> None:
    media = house.record()
    house.record(2)
    house.fake.screens["0014d1a2b3c4"] = media
    assert (await house.read()).end.playing == {str(media.id)}
    house.fake.refused["GetUIContextNames"] = "not today"
    read = await house.read()
    assert (len(read.part.records), read.end.playing) == (2, frozenset())


async def test_pages_lap_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 60)
    for number in range(1, 120):
        house.record(number)
    assert len((await house.read()).part.records) == 119
    pages = [dict(one.query) for one in house.fake.wire.journal if dict(one.query)["c"] == "GetMediaFiles"]
    assert [(one["start"], one["size"]) for one in pages] == [("0", "60"), ("59", "60"), ("118", "60")]
    assert len(house.fake.called) == 7


async def test_one_request_is_enough_for_a_thousand(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=30))
    for number in range(1, 1000):
        house.record(number)
    assert len((await house.read()).part.records) == 999
    assert house.fake.called == [
        "Time",
        "GetUIContextNames",
        "GetCurrentMediaFile",
        "EvaluateExpression",
        "GetMediaFiles",
    ]


@pytest.mark.parametrize("moment", ["removed before", "removed behind", "one for another"])
async def test_what_changes_between_two_pages_is_no_whole_read(
    house: House, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(reading, "PAGE", 10)
    media = [house.record(number) for number in range(1, 26)]
    pages = iter([1, 2, 3])

    def remove(function: str) -> None:
        if function == "GetMediaFiles" and next(pages) == 2:
            del house.fake.library.media[media[24 if moment == "removed behind" else 0].id]
            if moment == "one for another":
                house.record(26)

    house.fake.before = remove
    assert claims_nothing(await house.read())


async def test_nothing_there_is_an_empty_library(house: House) -> None:
    read = await house.read()
    assert (read.part.records, read.part.whole, read.part.missing) == ((), True, None)


async def test_where_the_server_does_not_count_an_empty_list_is_no_empty_library(house: House) -> None:
    house.fake.refused["EvaluateExpression"] = "no"
    assert claims_nothing(await house.read())
    house.record()
    assert len((await house.read()).part.records) == 1


@pytest.mark.parametrize("skip", range(5))
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.UNAUTHORIZED, "login_rejected"),
        (Fault.FORBIDDEN, "login_lacks_rights"),
        (Fault.NOT_FOUND, "unreachable"),
        (Fault.TOO_MANY, "rate_limited"),
        (Fault.SERVER_ERROR, "unreachable"),
        (Fault.UNAVAILABLE, "unreachable"),
        (Fault.SLOW, "unreachable"),
        (Fault.CUT_OFF, "unreachable"),
        (Fault.DROPPED, "unreachable"),
        (Fault.HTML, "odd_answer"),
        (Fault.BROKEN, "odd_answer"),
    ],
)
async def test_what_fails_is_never_a_whole_read(house: House, fault: Fault, reason: str, skip: int) -> None:
    house.fake.watch(house.record(), 40, ms(THEN))
    house.fake.wire.fail(fault, skip=skip, retry_after="1000" if fault is Fault.TOO_MANY else None)
    read = await house.read()
    assert claims_nothing(read)
    assert read.part.missing is not None
    assert read.part.missing.reason == reason
    assert read.part.missing.detail
    assert house.fake.password not in f"{read.part.missing}"
    await house.fake.wire.settled()


async def test_a_list_that_is_shorter_than_it_is_told_to_be_is_no_whole_read(house: House) -> None:
    house.record()
    house.fake.wire.fail(Fault.EMPTY_PAGE)
    assert claims_nothing(await house.read())


@pytest.mark.parametrize("function", ["Time", "GetMediaFiles"])
async def test_an_error_with_the_status_200_is_an_error(house: House, function: str) -> None:
    house.record()
    house.fake.refused[function] = "java.lang.NullPointerException"
    read = await house.read()
    assert claims_nothing(read)
    assert read.part.missing is not None
    assert "NullPointerException" in read.part.missing.detail


async def test_who_does_not_tell_whether_it_was_watched_is_left_out_and_told(house: House) -> None:
    bad, good = house.record(1), house.record(2)
    bad.broken = {"IsWatched"}
    read = await house.read()
    assert list(read.records) == [str(good.id)]
    assert [one.id for one in read.end.problems] == [f"sagetv_{bad.id}"]
    good.broken = {"IsWatched"}
    assert claims_nothing(await house.read()), "that is no list any more"


async def test_what_nobody_asked_for_does_not_matter(house: House) -> None:
    house.record().broken = {"ShowYear", "Size"}
    assert len((await house.read()).part.records) == 1


async def test_an_id_that_several_episodes_have_is_that_of_their_show(house: House) -> None:
    one, other, third = (house.record(number, IMDBID="tt1219024") for number in (1, 2, 3))
    third.properties["IMDBID"] = "tt4488190"
    records = (await house.read()).records
    series = TitleId(TitleIdKind.IMDB, "tt1219024")
    assert all(series in records[str(each.id)].title.show_ids for each in (one, other))
    assert all(series not in records[str(each.id)].title.ids for each in (one, other))
    assert TitleId(TitleIdKind.IMDB, "tt4488190") in records[str(third.id)].title.ids


async def test_two_recordings_of_one_episode_have_its_id_both(house: House) -> None:
    show = episode(4)
    house.record(1, show, IMDBID="tt4488190")
    house.record(2, show, IMDBID="tt4488190")
    imdb = TitleId(TitleIdKind.IMDB, "tt4488190")
    assert all(imdb in one.title.ids for one in (await house.read()).part.records)


async def test_folders_are_told_as_they_are_for_the_other_side(house: House) -> None:
    house.folders = "F:\\SageTV => /media/tv"
    house.record()
    (record,) = (await house.read()).part.records
    assert record.title.path == "/media/tv/Show-Episode1-1-0.mpg"


async def test_nothing_is_asked_for_what_it_does_not_know(house: House) -> None:
    parts = [one async for one in house.account.read(Wanted(features=frozenset({Feature.RATINGS})))]
    assert parts == [ReadEnd()]
    assert house.fake.called == []
    assert (await house.read(frozenset({Feature.HISTORY, Feature.RATINGS}))).part.features == {
        Feature.HISTORY
    }


async def test_the_raw_record_is_told_whole(house: House) -> None:
    media = house.record()
    told = await house.account.dump(str(media.id))
    assert '"ShowEpisode": "Episode 1"' in told
    assert '"LatestWatchedTime"' in told


async def test_secrets_are_in_headers_alone(house: House) -> None:
    house.record()
    await house.read()
    for asked in house.fake.wire.journal:
        assert house.fake.password not in f"{asked.path}{asked.query}"
        assert asked.headers["Authorization"].startswith("Basic ")


async def test_a_server_without_login_is_asked_without(house: House) -> None:
    house.fake.user = None
    assert (await create(house.context(user="", password="")).check()).ok
    assert "Authorization" not in house.fake.wire.journal[-1].headers


async def test_whether_it_works_is_told(house: House) -> None:
    assert (await house.account.check()).ok
    refused = await create(house.context(password="wrong")).check()
    assert (refused.ok, refused.reason) == (False, "login_rejected")
