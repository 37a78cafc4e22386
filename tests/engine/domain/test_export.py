"""Paths as another machine has them."""

import pytest
from syncopate.domain.export import PathPrefix, mapped, prefixes_of, wrong_prefix


@pytest.mark.parametrize(
    ("path", "start", "instead", "there"),
    [
        ("/music/Holt/a.flac", "/music", "/mnt/nas", "/mnt/nas/Holt/a.flac"),
        ("/music/Holt/a.flac", "/music/", "/mnt/nas/", "/mnt/nas/Holt/a.flac"),
        ("/music/Holt/a.flac", "/", "/mnt", "/mnt/music/Holt/a.flac"),
        ("/music/Holt/a.flac", "/music", "/", "/Holt/a.flac"),
        ("/music/Holt/a.flac", "/music", "Z:\\Musik", "Z:\\Musik\\Holt\\a.flac"),
        ("/music/Holt/a.flac", "/music", "Z:", "Z:\\Holt\\a.flac"),
        ("/music/Holt/a.flac", "/music", "Z:/Musik", "Z:/Musik/Holt/a.flac"),
        ("/music/Holt/a.flac", "/music", "\\\\nas\\music", "\\\\nas\\music\\Holt\\a.flac"),
        ("/music/Holt/a.flac", "/music", "smb://nas/music/", "smb://nas/music/Holt/a.flac"),
        ("/music/Holt/a.flac", "/music", "", "Holt/a.flac"),
        ("/music", "/music", "/mnt", "/mnt"),
        ("D:\\Music\\Holt\\a.flac", "d:\\music", "/mnt", "/mnt/Holt/a.flac"),
        ("D:\\Music\\Holt\\a.flac", "D:/Music/", "/mnt", "/mnt/Holt/a.flac"),
        ("D:\\Music\\Holt\\a.flac", "D:\\Music", "", "Holt\\a.flac"),
        ("\\\\nas\\music\\a.flac", "\\\\NAS\\music", "/mnt", "/mnt/a.flac"),
        ("//nas/music/a.flac", "//nas/music", "/mnt", "/mnt/a.flac"),
        ("/mu\u0308sic/a.flac", "/m\u00fcsic", "/mnt", "/mnt/a.flac"),
        ("/music/a\\b.flac", "/music", "/mnt", "/mnt/a\\b.flac"),
        ("Holt/a.flac", "", "/music", "/music/Holt/a.flac"),
        ("Holt/a.flac", "Holt", "/music", "/music/a.flac"),
        # What does not begin so stays as it is.
        ("/musical/a.flac", "/music", "/mnt", "/musical/a.flac"),
        ("/Music/a.flac", "/music", "/mnt", "/Music/a.flac"),
        ("/a.flac", "/music/x", "/mnt", "/a.flac"),
        ("/music/a.flac", "", "/mnt", "/music/a.flac"),
        ("D:\\a.flac", "", "/mnt", "D:\\a.flac"),
        ("D:\\a.flac", "/", "/mnt", "D:\\a.flac"),
    ],
)
def test_paths_are_told_as_they_are_elsewhere(path: str, start: str, instead: str, there: str) -> None:
    assert mapped(path, [PathPrefix(start, instead)]) == there


def test_the_longest_that_fits_counts() -> None:
    prefixes = prefixes_of("/music => Z:\\\n\n /music/live=>L:\\ \n/mu => M:\\\nno line\n")
    assert [prefix.start for prefix in prefixes] == ["/music/live", "/music", "/mu"]
    assert mapped("/music/live/a", prefixes) == "L:\\a"
    assert mapped("/music/a", prefixes) == "Z:\\a"
    assert mapped("/other/a", prefixes) == "/other/a"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None),
        ("/a => /b\n\n/c => ", None),
        ("=> /b", None),
        ("/a => /b\n/c", 2),
        ("=>", 1),
        ("/a => /a", 1),
        ("\n/a -> /b", 2),
    ],
)
def test_the_first_line_that_is_none_is_named(text: str, line: int | None) -> None:
    assert wrong_prefix(text) == line
