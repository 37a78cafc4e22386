"""Files of other services, good and bad, and our own ones without a loss."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest
from engine.providers.in_step import film, ids
from engine.providers.local.conftest import EVENING
from syncopate.domain.watch import (
    Listed,
    MediaType,
    Position,
    Rating,
    Record,
    Title,
    Values,
    Watched,
)
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported
from syncopate.providers.local.formats import files
from syncopate.providers.local.watching import LocalWatching

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTERBOXD = "Date,Name,Year,Letterboxd URI"
IMDB = "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year"
WATCHLIST = "Position,Const,Created,Modified,Description,Title,URL,Title Type,Runtime (mins),Year,Your Rating,Date Rated"


def read(name: str, content: str | bytes | Any) -> Imported:
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    return files.read(name, content.encode() if isinstance(content, str) else content, NOW)


def said(imported: Imported) -> list[tuple[Title, Values]]:
    return [(each.title, each.values) for each in imported.records]


EVERYTHING = Record(
    key="episode:7",
    title=Title(
        type=MediaType.EPISODE,
        ids=ids(imdb="tt0959621", tvdb="349232") | ids(tmdb="62085"),
        name="Pilot — “Ünïcode”",
        show_name="Breaking Bad",
        year=2008,
        show_ids=ids(tvdb="81189"),
        season=0,
        number=1,
        last_number=2,
        absolute=1,
        aired=date(2008, 1, 20),
        path="/tv/\udce4/x.mkv",
    ),
    values=Values(
        watched=Watched((EVENING, EVENING + timedelta(microseconds=1)), 5),
        position=Position(0.1 + 0.2, EVENING),
        rating=Rating(7.3, None),
        listed=Listed(EVENING),
    ),
    added_at=EVENING,
    length=3480.25,
    section="2",
    playing=True,
)


class TestOwn:
    def test_everything_comes_back_as_it_was(self) -> None:
        plain = Record(key="movie:1", title=film(), values=Values(watched=Watched()))
        content = files.write("syncopate", [EVERYTHING, plain])
        imported = read("any name", content)
        assert imported.records == (EVERYTHING, plain)
        assert (imported.format, imported.odd) == ("syncopate", ())

    def test_a_time_of_another_zone_is_the_same_moment(self) -> None:
        at = EVENING.astimezone(timezone(timedelta(hours=5, minutes=30)))
        content = files.write("syncopate", [Record(key="1", title=film(), values=Values(listed=Listed(at)))])
        assert read("x", content).records[0].values.listed == Listed(EVENING)

    @pytest.mark.parametrize(
        "damage",
        [
            {"title": {"type": "boat"}},
            {"title": None},
            {"title": {"type": "movie", "ids": ["imdb"]}},
            {"title": {"type": "movie", "ids": ["nobody:1"]}},
            {"title": {"type": "movie", "year": "old"}},
            {"title": {"type": ["movie"]}},
            {"title": {"type": "episode", "show_ids": ["tvdb:81189"], "season": -1, "number": 2}},
            {"watched": None, "position": {"seconds": 1e300}, "rating": None, "listed": None},
        ],
    )
    def test_a_damaged_record_is_told_and_the_others_are_read(self, damage: dict[str, Any]) -> None:
        document = json.loads(files.write("syncopate", [EVERYTHING, EVERYTHING]))
        document["records"][0] |= damage
        imported = read("x.json", document)
        assert imported.records == (EVERYTHING,)
        assert [(each.line, each.kept) for each in imported.odd] == [(1, False)]

    @pytest.mark.parametrize(
        ("odd", "becomes"),
        [
            ({"rating": {"value": 11}}, {"rating": None}),
            ({"rating": {"value": "8"}}, {"rating": None}),
            ({"rating": {"value": True}}, {"rating": None}),
            ({"rating": {"value": 10**400}}, {"rating": None}),
            ({"rating": 8}, {"rating": None}),
            ({"watched": {"plays": ["yesterday"], "count": 2}}, {"watched": Watched((), 2)}),
            ({"watched": {"plays": [7]}}, {"watched": Watched()}),
            ({"watched": {"plays": "2026"}}, {"watched": Watched()}),
            ({"watched": {"plays": ["2099-01-01T00:00:00Z"]}}, {"watched": Watched()}),
            ({"watched": {"plays": ["0001-01-01T00:00:00+14:00"]}}, {"watched": Watched()}),
            ({"watched": {"plays": ["9999-12-31T23:59:59-14:00"]}}, {"watched": Watched()}),
            ({"watched": {"plays": [], "count": 1e30}}, {"watched": Watched()}),
            ({"watched": {"plays": [], "count": -3}}, {"watched": Watched()}),
            ({"position": {"seconds": 1e300}}, {"position": None}),
            ({"position": {"seconds": -100}}, {"position": None}),
            ({"position": {"seconds": None, "at": 7}}, {"position": None}),
        ],
    )
    def test_a_record_is_taken_without_what_is_odd_in_it(
        self, odd: dict[str, Any], becomes: dict[str, Any]
    ) -> None:
        document = json.loads(files.write("syncopate", [EVERYTHING]))
        document["records"][0] |= odd
        imported = read("x.json", document)
        (record,) = imported.records
        assert record == replace(EVERYTHING, values=replace(EVERYTHING.values, **becomes))
        assert [(each.line, each.kept) for each in imported.odd] == [(1, True)] * (
            odd != {"position": {"seconds": None, "at": 7}}
        )

    @pytest.mark.parametrize(
        ("odd", "becomes", "reason"),
        [
            ({"year": 10**20}, {"year": None}, "100000000000000000000 is no year."),
            ({"year": 1e20}, {"year": None}, "1e+20 is no year."),
            ({"season": -1}, {"season": None}, "-1 is no number of a season."),
            ({"ids": ["nobody:1"]}, {"ids": frozenset()}, '"nobody:1" is no id of a kind that is known.'),
            ({"ids": ["tmdb:" + "7" * 50]}, {"ids": frozenset()}, None),
            ({"ids": ["tmdb:" + "7" * 5000]}, {"ids": frozenset()}, None),
            ({"ids": "imdb:tt0959621"}, {"ids": frozenset()}, None),
            ({"aired": "long ago"}, {"aired": None}, '"long ago" is no day.'),
            ({"name": 7}, {"name": ""}, "7 is no name."),
        ],
    )
    def test_a_title_is_taken_without_what_is_odd_in_it(
        self, odd: dict[str, Any], becomes: dict[str, Any], reason: str | None
    ) -> None:
        document = json.loads(files.write("syncopate", [EVERYTHING]))
        document["records"][0]["title"] |= odd
        imported = read("x.json", document)
        (record,) = imported.records
        assert record.title == replace(EVERYTHING.title, **becomes)
        (row,) = imported.odd
        assert row.kept
        assert reason in (None, row.reason)

    @pytest.mark.parametrize(("version", "said"), [(2, "newer"), ("a", "damaged"), (None, "damaged")])
    def test_versions(self, version: object, said: str) -> None:
        with pytest.raises(InvalidInput, match=said):
            read("x.json", {"format": "syncopate.watch", "version": version, "records": []})

    @pytest.mark.parametrize(
        "document",
        [
            {"format": "syncopate.watch", "version": 2, "records": []},
            {"format": "syncopate.watch", "version": 1},
            {"format": "other"},
            {},
        ],
    )
    def test_what_is_none_is_refused(self, document: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput):
            read("x.json", document)


class TestLetterboxd:
    def test_the_diary(self) -> None:
        content = (
            f"{LETTERBOXD},Rating,Rewatch,Tags,Watched Date\n"
            '2026-03-02,"Crouching Tiger, Hidden Dragon",2000,https://boxd.it/x,4.5,,,2026-03-01\n'
            "2026-03-03,Heat,1995,https://boxd.it/y,,Yes,,2026-03-01\n"
        )
        first, second = said(read("diary.csv", content))
        assert first == (
            film("Crouching Tiger, Hidden Dragon", 2000),
            Values(watched=Watched((NOON,)), rating=Rating(9, NOON + timedelta(days=1))),
        )
        assert second == (film(), Values(watched=Watched((NOON,))))

    @pytest.mark.parametrize(("stars", "value"), [("0.5", 1), ("2.5", 5), ("5", 10)])
    def test_ratings_are_stars(self, stars: str, value: float) -> None:
        ((_, values),) = said(
            read("ratings.csv", f"{LETTERBOXD},Rating\n2026-03-01,Heat,1995,https://x,{stars}\n")
        )
        assert values == Values(rating=Rating(value, NOON))

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("watched.csv", Values(watched=Watched())),
            ("My Watchlist.csv", Values(listed=Listed(NOON))),
        ],
    )
    def test_two_kinds_differ_by_their_names(self, name: str, values: Values) -> None:
        content = f"{LETTERBOXD}\n2026-03-01,Heat,1995,https://x\n"
        assert said(read(name, content)) == [(film(), values)]
        with pytest.raises(InvalidInput, match=r"watchlist\.csv"):
            read("export.csv", content)

    def test_an_archive_without_what_was_taken_back(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("watched.csv", f"{LETTERBOXD}\n2026-03-01,Heat,1995,https://x\n")
            archive.writestr("watchlist.csv", f"{LETTERBOXD}\n2026-03-01,Ronin,1998,https://x\n")
            archive.writestr(
                "deleted/diary.csv", f"{LETTERBOXD},Watched Date\n2026-03-01,No,1998,x,2026-03-01\n"
            )
            archive.writestr("profile.csv", "Date Joined,Username\n2020-01-01,anna\n")
            archive.writestr("x.txt", "x")
        imported = read("letterboxd-anna.zip", out.getvalue())
        assert [title.name for title, _ in said(imported)] == ["Heat", "Ronin"]
        (odd,) = imported.odd
        assert "profile.csv" in odd.reason
        with pytest.raises(InvalidInput):
            read("x.zip", out.getvalue()[:200])

    def test_what_is_written_is_read_again(self) -> None:
        heat = film(imdb="tt0113277", tmdb="949")
        seen = Watched((NOON - timedelta(days=9), NOON), 2)
        record = Record(key="1", title=heat, values=Values(watched=seen, rating=Rating(7)))
        show = Record(
            key="2", title=Title(type=MediaType.SHOW, ids=ids(tmdb="1")), values=Values(rating=Rating(7))
        )
        content = files.write("letterboxd", [record, show])
        lines = content.decode().splitlines()
        assert lines[0] == "imdbID,tmdbID,Title,Year,Rating10,WatchedDate,Rewatch"
        assert lines[2] == "tt0113277,949,Heat,1995,7,2026-03-01,true"
        first, second = said(read("x.csv", content))
        assert first == (heat, Values(watched=Watched(seen.plays[:1])))
        assert second == (heat, Values(watched=Watched(seen.plays[1:]), rating=Rating(7)))


class TestImdb:
    def test_ratings(self) -> None:
        content = (
            f"{IMDB}\n"
            "tt0113277,8,2026-03-01,Heat,https://x,Movie,8.3,170,1995\n"
            "tt0903747,10,2026-03-01,Breaking Bad,https://x,TV Series,9.5,45,2008\n"
            "tt0959621,9,2026-03-01,Breaking Bad: Pilot,https://x,tvEpisode,9.0,58,2008\n"
            "tt0000001,9,2026-03-01,A game,https://x,Video Game,9.0,,2008\n"
        )
        imported = read("ratings.csv", content)
        assert [(each.title.type.value, each.values.rating, each.length) for each in imported.records] == [
            ("movie", Rating(8, NOON), 10_200.0),
            ("show", Rating(10, NOON), None),
            ("episode", Rating(9, NOON), 3_480.0),
        ]
        assert [(each.line, each.kept) for each in imported.odd] == [(5, False)]

    def test_the_watchlist_has_ratings_as_well(self) -> None:
        content = (
            f"{WATCHLIST}\n1,tt0113277,2026-03-01,2026-03-01,,Heat,https://x,Movie,170,1995,8,2026-03-01\n"
        )
        ((title, values),) = said(read("list.csv", content))
        assert title == film(imdb="tt0113277")
        assert values == Values(rating=Rating(8, NOON), listed=Listed(NOON))

    @pytest.mark.parametrize("const", ["", "nm0000001", "113277", "tt1"])
    def test_rows_without_an_id(self, const: str) -> None:
        imported = read("r.csv", f"{IMDB}\n{const},8,2026-03-01,Heat,https://x,Movie,8.3,170,1995\n")
        assert (imported.records, len(imported.odd)) == ((), 1)


class TestTrakt:
    MOVIE: ClassVar = {
        "title": "Heat",
        "year": 1995,
        "ids": {"trakt": 1, "slug": "heat", "imdb": "tt0113277", "tmdb": 949},
    }
    SHOW: ClassVar = {"title": "Breaking Bad", "year": 2008, "ids": {"trakt": 1388, "tvdb": 81189}}
    EPISODE: ClassVar = {"season": 1, "number": 2, "title": "Cat", "ids": {"trakt": 7, "tvdb": 349233}}
    HEAT = film(trakt="1", imdb="tt0113277", tmdb="949")

    def test_history(self) -> None:
        items = [
            {
                "id": 1,
                "watched_at": "2026-03-01T20:15:00.000Z",
                "action": "watch",
                "type": "movie",
                "movie": self.MOVIE,
            },
            {
                "id": 2,
                "watched_at": "2026-03-01T20:15:00.000Z",
                "type": "episode",
                "episode": self.EPISODE,
                "show": self.SHOW,
            },
        ]
        first, second = said(read("watched-history-1.json", items))
        at = datetime(2026, 3, 1, 20, 15, tzinfo=UTC)
        assert first == (self.HEAT, Values(watched=Watched((at,))))
        title = second[0]
        assert (title.type, title.season, title.number) == (MediaType.EPISODE, 1, 2)
        assert (title.ids, title.show_ids) == (ids(trakt="7", tvdb="349233"), ids(trakt="1388", tvdb="81189"))

    def test_ratings_of_each_kind(self) -> None:
        season = {"number": 1, "ids": {"tvdb": 30272}}
        items = [
            {"rated_at": "2026-03-01T12:00:00.000Z", "rating": 8, "type": "movie", "movie": self.MOVIE},
            {"rated_at": "2026-03-01T12:00:00.000Z", "rating": 9, "type": "show", "show": self.SHOW},
            {
                "rated_at": "2026-03-01T12:00:00.000Z",
                "rating": 7,
                "type": "season",
                "season": season,
                "show": self.SHOW,
            },
        ]
        told = said(read("ratings.json", items))
        assert [title.type.value for title, _ in told] == ["movie", "show", "season"]
        assert [values.rating for _, values in told] == [Rating(8, NOON), Rating(9, NOON), Rating(7, NOON)]
        assert (told[2][0].season, told[2][0].number) == (1, None)

    def test_only_the_watchlist_of_all_lists(self) -> None:
        items = [
            {
                "rank": 1,
                "id": 1,
                "listed_at": "2026-03-01T12:00:00.000Z",
                "type": "movie",
                "movie": self.MOVIE,
            }
        ]
        assert said(read("lists-watchlist.json", items)) == [(self.HEAT, Values(listed=Listed(NOON)))]
        with pytest.raises(InvalidInput):
            read("lists-list-1-best.json", items)

    def test_whole_shows_and_positions(self) -> None:
        seasons = [
            {"number": 0, "episodes": [{"number": 3, "plays": 2, "last_watched_at": "2026-03-01T12:00:00Z"}]}
        ]
        shows = [
            {"plays": 2, "last_watched_at": "2026-03-01T12:00:00Z", "show": self.SHOW, "seasons": seasons}
        ]
        ((title, values),) = said(read("watched-shows.json", shows))
        assert (title.season, title.number, title.show_ids) == (0, 3, ids(trakt="1388", tvdb="81189"))
        assert values.watched == Watched((NOON,), 2)
        paused = {
            "progress": 50.0,
            "paused_at": "2026-03-01T12:00:00Z",
            "type": "movie",
            "movie": self.MOVIE | {"runtime": 170},
        }
        ((_, values),) = said(read("playback.json", [paused]))
        assert values == Values(position=Position(5100.0, NOON))

    def test_what_says_nothing_is_told(self) -> None:
        items = [
            {"collected_at": "2026-03-01T12:00:00Z", "movie": self.MOVIE},
            {"watched_at": "2026-03-01T12:00:00Z", "show": self.SHOW},
            {"watched_at": None, "movie": self.MOVIE},
            {"watched_at": "2026-03-01T12:00:00Z", "movie": {"title": "Nobody knows", "ids": {}}},
        ]
        imported = read("watched-history-1.json", items)
        assert said(imported) == [(self.HEAT, Values(watched=Watched()))]
        assert [each.line for each in imported.odd] == [1, 2, 4]

    @pytest.mark.parametrize("odd", [{"plays": 1, "movie": None}, 7, None, {}])
    def test_one_odd_thing_among_others(self, odd: object) -> None:
        good = {"watched_at": "2026-03-01T12:00:00Z", "movie": self.MOVIE}
        imported = read("history.json", [odd, good])
        assert said(imported) == [(self.HEAT, Values(watched=Watched((NOON,))))]
        assert [(each.line, each.kept) for each in imported.odd] == [(1, False)]

    @pytest.mark.parametrize("share", [float("nan"), 1e300, -1])
    def test_an_impossible_share(self, share: float) -> None:
        paused = {
            "progress": share,
            "paused_at": "2026-03-01T12:00:00Z",
            "movie": self.MOVIE | {"runtime": 9},
        }
        assert read("playback.json", [paused]).records == ()

    def test_numbers_that_are_too_long(self) -> None:
        content = f"title,year,tmdb_id,watched_at\nHeat,1995,{'9' * 5000},2026-03-01\n"
        assert said(read("x.csv", content)) == [(film(), Values(watched=Watched((NOON,))))]

    def test_a_table(self) -> None:
        content = (
            "type,trakt_id,imdb,title,year,season_number,episode_number,show_tvdb_id,watched_at,rating,rated_at\n"
            "movie,1,tt0113277,Heat,1995,,,,2026-03-01T20:15:00Z,8,2026-03-01\n"
            "episode,7,,Cat,2008,1,2,81189,2026-03-01T20:15:00Z,,\n"
            "show,1388,,Breaking Bad,2008,,,,2026-03-01T20:15:00Z,,\n"
            "person,1388,,Anna,,,,,2026-03-01T20:15:00Z,,\n"
            "movie,1,tt0113277,Heat,1995,,,,,,\n"
        )
        imported = read("history.csv", content)
        assert [each.title.type.value for each in imported.records] == ["movie", "episode"]
        assert imported.records[0].values.rating == Rating(8, NOON)
        assert imported.records[1].title.show_ids == ids(tvdb="81189")
        assert [each.line for each in imported.odd] == [4, 5, 6]

    def test_a_table_that_is_written_is_read_again(self) -> None:
        show = Title(type=MediaType.SHOW, name="Breaking Bad", year=2008, ids=ids(tvdb="81189"))
        episode = Title(
            type=MediaType.EPISODE,
            show_name="Breaking Bad",
            show_ids=ids(tvdb="81189"),
            season=0,
            number=2,
            last_number=3,
        )
        counted = Title(
            type=MediaType.EPISODE,
            show_name="-Far",
            show_ids=ids(tvdb="81797"),
            absolute=7,
            aired=NOON.date(),
        )
        records = [
            Record(key="4", title=counted, values=Values(rating=Rating(7))),
            Record(key="1", title=self.HEAT, values=Values(watched=Watched((NOON, EVENING), 2))),
            Record(key="2", title=show, values=Values(rating=Rating(7.5, NOON), listed=Listed())),
            Record(key="3", title=episode, values=Values(watched=Watched())),
        ]
        imported = read("x.csv", files.write("table", records))
        assert imported.odd == ()
        assert said(imported) == [
            (counted, Values(rating=Rating(7))),
            (self.HEAT, Values(watched=Watched((NOON,)))),
            (self.HEAT, Values(watched=Watched((EVENING,)))),
            (show, Values(rating=Rating(7.5, NOON))),
            (show, Values(listed=Listed())),
            (episode, Values(watched=Watched())),
        ]

    @pytest.mark.parametrize("form", ["table", "letterboxd"])
    @pytest.mark.parametrize("name", ["=1+1", "+1", "-30-", "@home", "'=x", "''@x", "'71", "Heat"])
    def test_no_title_is_a_formula(self, form: str, name: str) -> None:
        record = Record(key="1", title=film(name, tmdb="1"), values=Values(watched=Watched((NOON,))))
        content = files.write(form, [record])
        (row,) = csv.DictReader(io.StringIO(content.decode()))
        assert not any(cell[:1] in set("=+-@\t\r") for cell in row.values() if cell)
        assert read("x.csv", content).records[0].title == record.title
        assert read("x.csv", content + b"\n").records[0].title == record.title

    def test_cells_of_others_stand_as_they_are(self) -> None:
        (record,) = read("x.csv", "title,year,watched_at\n'-x,1995,2026-03-01\n").records
        assert record.title.name == "'-x"


class TestBadInput:
    ROW = "2026-03-01,Amélie,2001,https://x"

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"], ids=lambda each: each
    )
    def test_encodings(self, encoding: str) -> None:
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
        content = mark + f"{LETTERBOXD}\n{self.ROW}\n".encode(encoding)
        assert said(read("watched.csv", content))[0][0].name == "Amélie"

    @pytest.mark.parametrize("separator", [";", "\t"])
    @pytest.mark.parametrize("ending", ["\r\n", "\n", "\n\n"])
    def test_separators_and_ends_of_lines(self, separator: str, ending: str) -> None:
        content = f"{LETTERBOXD}\n{self.ROW}\n".replace(",", separator).replace("\n", ending)
        assert said(read("watched.csv", content))[0][0].year == 2001

    @pytest.mark.parametrize(
        ("at", "becomes", "odd"),
        [
            ("2026-03-01 20:15:00", datetime(2026, 3, 1, 20, 15, tzinfo=UTC), 0),
            ("2026-03-01T20:15:00+02:00", datetime(2026, 3, 1, 18, 15, tzinfo=UTC), 0),
            ("2026-06-01T20:00:00Z", datetime(2026, 6, 1, 20, tzinfo=UTC), 0),
            ("2031-01-01", None, 1),
            ("1969-07-20", None, 1),
            ("1970-01-01T00:00:00Z", None, 1),
            ("0001-01-01T00:00:00+14:00", None, 1),
            ("unknown", None, 0),
        ],
    )
    def test_dates(self, at: str, becomes: datetime | None, odd: int) -> None:
        imported = read("x.csv", f"title,year,imdb_id,watched_at\nHeat,1995,tt0113277,{at}\n")
        (record,) = imported.records
        assert record.values.watched == Watched(() if becomes is None else (becomes,))
        assert [each.kept for each in imported.odd] == [True] * odd

    @pytest.mark.parametrize("at", ["01.03.2026", "no", "0", "2026-13-45", "null", ""])
    def test_what_is_no_date_does_not_say_that_it_was_seen(self, at: str) -> None:
        imported = read("x.csv", f"title,year,imdb_id,watched_at,rating\nHeat,1995,tt0113277,{at},8\n")
        [record] = imported.records
        assert record.values == Values(rating=Rating(8.0))
        nothing_else = read("x.csv", f"title,year,imdb_id,watched_at\nHeat,1995,tt0113277,{at}\n")
        assert nothing_else.records == ()
        [odd] = nothing_else.odd
        told = f"{at!r} is no date, as 2026-03-01 is" in odd.reason
        assert (odd.kept, told) == (False, at not in {"null", ""})

    @pytest.mark.parametrize("rating", ["0", "11", "-1", "nan", "good", "1e9"])
    def test_ratings(self, rating: str) -> None:
        imported = read(
            "x.csv", f"title,year,imdb_id,rating,rated_at\nHeat,1995,tt0113277,{rating},2026-03-01\n"
        )
        assert imported.records == ()
        (odd,) = imported.odd
        assert not odd.kept
        assert odd.reason == f"{rating!r} is no rating. It does not say what became of the title."

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("x.csv", "a,b,c\n1,2,3\n"),
            ("x.csv", ""),
            ("x.csv", "\n\n"),
            ("x.csv", b"\x89PNG\x00\x00\x00"),
            ("x.json", "{broken"),
            ("x.json", "[1, 2]"),
            ("x.json", "[" * 100_000),
            ("x.json", "null"),
            ("x.csv", f'{LETTERBOXD}\n2026-03-01,"{"x" * 200_000}",1995,u\n'),
        ],
    )
    def test_what_nobody_can_read(self, name: str, content: str | bytes) -> None:
        with pytest.raises(InvalidInput) as caught:
            read("watched " + name, content)
        assert caught.value.detail.endswith(".")

    def test_short_and_long_rows_and_rows_with_lines_in_them(self) -> None:
        content = f'{LETTERBOXD}\n2026-03-01\n2026-03-01,"He\nat",1995,u,more,cells\n2026-03-01,Ronin,,u\n'
        imported = read("watched.csv", content)
        assert [each.title.name for each in imported.records] == ["He\nat"]
        assert [each.line for each in imported.odd] == [2, 5]

    def test_a_damaged_archive(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("watched.csv", f"{LETTERBOXD}\n" + f"{self.ROW}\n" * 50)
        content = bytearray(out.getvalue())
        content[41:61] = b"\xff" * 20
        with pytest.raises(InvalidInput, match=r"x\.zip is a damaged archive\."):
            read("x.zip", bytes(content))

    def test_an_archive_in_an_archive_is_not_opened(self) -> None:
        content = b""
        for name in ("watched.csv", "inner.csv", "outer.csv"):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                archive.writestr(name, content or f"{LETTERBOXD}\n{self.ROW}\n")
            content = out.getvalue()
        with pytest.raises(InvalidInput, match="no file of a known kind"):
            read("x.zip", content)

    def test_what_is_odd_in_a_row_is_told_once(self) -> None:
        content = (
            "title,year,imdb_id,watched_at,rating,rated_at\nHeat,1995,tt0113277,2099-01-01,7,2099-01-01\n"
        )
        (odd,) = read("x.csv", content).odd
        assert (odd.reason, odd.kept) == ("The date 2099-01-01 lies in the future.", True)

    def test_halves_of_letters_are_no_text(self) -> None:
        movie = {"title": "Sur\ud800ro\0gate", "year": 2009, "ids": {"imdb": "tt0986263"}}
        imported = read("history.json", [{"watched_at": "2026-03-01T12:00:00Z\ud800", "movie": movie}])
        (record,) = imported.records
        assert record.title.name == "Sur\ufffdro\ufffdgate"
        record = replace(record, values=replace(record.values, rating=Rating(7), listed=Listed()))
        for each in files.WRITTEN:
            assert read("x", files.write(each.name, [record])).records[0].title == record.title
            broken = replace(record, title=replace(record.title, name="Sur\ud800rogate"))
            assert read("x", files.write(each.name, [broken])).records[0].title.name.endswith("rogate")

    def test_an_empty_list_is_one(self) -> None:
        assert read("watched-history-1.json", []).records == ()

    def test_an_unknown_format_to_write(self) -> None:
        with pytest.raises(InvalidInput):
            files.write("stone", [])


class TestBringingIn:
    async def test_what_is_told_twice_is_there_once(self, tracker: LocalWatching) -> None:
        content = (
            f"{LETTERBOXD},Rating,Rewatch,Tags,Watched Date\n" + "2026-03-01,Heat,1995,x,4,,,2026-03-01\n" * 2
        )
        imported = tracker.read_records("diary.csv", content.encode())
        assert await tracker.bring_in(imported.records) == 1
        assert await tracker.bring_in(imported.records) == 0
        (record,) = await tracker.records()
        assert record.values == Values(watched=Watched((NOON,)), rating=Rating(8, NOON))

    async def test_plays_are_added_and_the_newest_rating_counts(self, tracker: LocalWatching) -> None:
        heat, day = film(imdb="tt0113277"), timedelta(days=1)
        told = (
            Values(watched=Watched((EVENING,)), rating=Rating(8, EVENING)),
            Values(
                watched=Watched((EVENING - day,)), rating=Rating(3, EVENING - day), listed=Listed(EVENING)
            ),
            Values(rating=Rating(4)),
            Values(rating=Rating(5, EVENING)),
        )
        records = [Record(key=str(at), title=heat, values=values) for at, values in enumerate(told)]
        assert await tracker.bring_in(records) == 2
        (record,) = await tracker.records()
        assert record.values == Values(
            watched=Watched((EVENING - day, EVENING), 2), rating=Rating(8, EVENING), listed=Listed(EVENING)
        )

    async def test_a_show_was_not_seen_as_such(self, tracker: LocalWatching) -> None:
        show = Title(type=MediaType.SHOW, ids=ids(tmdb="1"))
        assert await tracker.bring_in([Record(key="1", title=show, values=Values(watched=Watched()))]) == 0

    async def test_out_and_in_again_is_the_same(self, tracker: LocalWatching, tmp_path: Any) -> None:
        await tracker.bring_in([EVERYTHING, Record(key="2", title=film(), values=Values(listed=Listed()))])
        before = await tracker.records()
        imported = tracker.read_records("x.json", tracker.write_records("syncopate", before))
        assert await tracker.bring_in(imported.records) == 0
        (tmp_path / "storage" / "watched.sqlite").unlink()
        assert await tracker.bring_in(imported.records) == 2
        assert await tracker.records() == before
