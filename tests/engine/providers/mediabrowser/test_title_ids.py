"""What others call films and shows, as servers note it."""

import pytest
from syncopate.domain.watch import TitleId, TitleIdKind
from syncopate.providers._mediabrowser.title_ids import title_ids


@pytest.mark.parametrize(
    ("name", "said", "kind", "value"),
    [
        ("Imdb", "tt0113277", TitleIdKind.IMDB, "tt0113277"),
        ("IMDB", "TT0113277", TitleIdKind.IMDB, "tt0113277"),
        ("Tmdb", " 949 ", TitleIdKind.TMDB, "949"),
        ("tvdb", "0334824", TitleIdKind.TVDB, "334824"),
        ("AniDB", "11123", TitleIdKind.ANIDB, "11123"),
        ("AniList", "16498", TitleIdKind.ANILIST, "16498"),
        ("MyAnimeList", "16498", TitleIdKind.MAL, "16498"),
        ("Kitsu", "7442", TitleIdKind.KITSU, "7442"),
        ("TvMaze", "82", TitleIdKind.TVMAZE, "82"),
    ],
)
def test_ids_that_can_be_ones(name: str, said: str, kind: TitleIdKind, value: str) -> None:
    assert title_ids({name: said}) == (frozenset({TitleId(kind, value)}), ())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Imdb", "113277"),
        ("Imdb", "tt"),
        ("Imdb", "tt0000000"),
        ("Imdb", "nm0000229"),
        ("Tmdb", "tt0113277"),
        ("Tmdb", "0"),
        ("Tmdb", "-1"),
        ("Tmdb", "949.0"),
        ("Tmdb", "1٣"),
        ("Tvdb", "dark"),
        ("Tvdb", "9" * 13),
    ],
)
def test_others_are_told_apart(name: str, said: str) -> None:
    assert title_ids({name: said}) == (frozenset(), (f"{name}={said}",))


@pytest.mark.parametrize("said", [None, "", "  ", 949, ["949"]])
def test_what_says_nothing_is_nothing(said: object) -> None:
    assert title_ids({"Tmdb": said, "TmdbCollection": "x", "Zap2It": "y"}) == (frozenset(), ())
