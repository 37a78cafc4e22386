"""Folders that are one under two names, told by the files in them."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from syncopate.planning.watching.folders import folder_rules

SHOWS = ("A/1.mpg", "A/2.mpg", "B/3.mpg")


@pytest.mark.parametrize(
    ("theirs", "ours", "rules"),
    [
        (PureWindowsPath("F:\\SageTV"), PurePosixPath("/media/tv"), [("F:\\SageTV", "/media/tv")]),
        (PureWindowsPath("F:\\"), PurePosixPath("/media"), [("F:\\", "/media")]),
        (PureWindowsPath("\\\\nas\\rec"), PurePosixPath("/media"), [("\\\\nas\\rec", "/media")]),
        (PureWindowsPath("F:\\rec"), PureWindowsPath("Z:\\tv"), [("F:\\rec", "Z:\\tv")]),
        (PureWindowsPath("F:\\rec"), PureWindowsPath("\\\\nas\\tv"), [("F:\\rec", "\\\\nas\\tv")]),
        (PurePosixPath("/var/media/tv"), PurePosixPath("/data/tv"), [("/var/media", "/data")]),
        (PurePosixPath("/"), PurePosixPath("/data"), [("/", "/data")]),
        (PurePosixPath("/data/tv"), PurePosixPath("/data/tv"), []),
    ],
)
def test_paths_of_any_system(
    theirs: PurePosixPath | PureWindowsPath,
    ours: PurePosixPath | PureWindowsPath,
    rules: list[tuple[str, str]],
) -> None:
    assert folder_rules([str(theirs / one) for one in SHOWS], [str(ours / one) for one in SHOWS]) == rules


def test_capitals_do_not_matter() -> None:
    there = [f"F:\\SageTV\\SHOW\\{name}.MPG" for name in "AB"]
    assert folder_rules(there, [f"/tv/show/{name}.mpg" for name in "ab"]) == [("F:\\SageTV", "/tv")]


def test_several_folders_those_of_most_files_first() -> None:
    theirs = ["F:\\A.mpg", "F:\\B.mpg", "G:\\C.mpg", "G:\\D.mpg", "G:\\E.mpg"]
    ours = ["/f/A.mpg", "/f/B.mpg", "/g/C.mpg", "/g/D.mpg", "/g/E.mpg"]
    assert folder_rules(theirs, ours) == [("G:\\", "/g"), ("F:\\", "/f")]


def test_one_file_alone_and_names_that_many_have_say_nothing() -> None:
    assert folder_rules(["F:\\A.mpg", "F:\\X.mpg"], ["/f/A.mpg", "/f/Y.mpg"]) == []
    twice = ["F:\\1\\A.mpg", "F:\\2\\A.mpg", "F:\\1\\B.mpg", "F:\\2\\B.mpg"]
    assert folder_rules(twice, ["/f/A.mpg", "/f/B.mpg"]) == []
