import pytest
from syncopate.web.view.links import hue, initials, inside, root_of, segment, with_query


@pytest.mark.parametrize(
    ("path", "root"), [("/", "./"), ("/log", "./"), ("/log/1", "../"), ("/a/b/c", "../../"), ("", "./")]
)
def test_the_way_to_the_top(path: str, root: str) -> None:
    assert root_of(path) == root


@pytest.mark.parametrize(
    ("back", "path"),
    [
        ("/log?job=x", "log?job=x"),
        ("/", ""),
        ("", ""),
        ("//evil", ""),
        ("https://evil", ""),
        ("/\\evil", ""),
        ("/a\r\nSet-Cookie: x", ""),
    ],
)
def test_only_pages_of_ours_are_gone_back_to(back: str, path: str) -> None:
    assert inside(back) == path


def test_queries_hold_what_is_given() -> None:
    assert with_query("log", job="x y", item=None, page="") == "log?job=x+y"
    assert with_query("log") == "log"
    assert segment("a/b?c") == "a%2Fb%3Fc"


def test_a_name_without_cover_has_letters_and_a_colour() -> None:
    assert initials("Road trip") == "RT"
    assert initials("!!!") == "!"
    assert initials("") == "♪"
    assert initials("藤井風") == "藤"
    assert hue("Road trip") == hue("Road trip")
    assert hue("\ud800") in range(8)
