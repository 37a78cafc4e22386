"""Folders of the server, as they are for the other side."""

import pytest
from syncopate.errors import InvalidInput
from syncopate.providers.sagetv.paths import mapped, read_rules

RULES = """
F:\\SageTV => /media/tv

f:/sagetv/Films => /media/films/
\\\\NAS\\share\\tv => /mnt/nas
/var/media => D:\\Media
/data => /srv
"""


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("F:\\SageTV\\Castle-1-0.mpg", "/media/tv/Castle-1-0.mpg"),
        ("f:\\sagetv\\Castle\\x.mpg", "/media/tv/Castle/x.mpg"),
        ("F:\\SageTV\\Films\\Heat.mkv", "/media/films/Heat.mkv"),
        ("F:\\SageTV2\\x.mpg", "F:\\SageTV2\\x.mpg"),
        ("G:\\SageTV\\x.mpg", "G:\\SageTV\\x.mpg"),
        ("\\\\nas\\Share\\tv\\x.mpg", "/mnt/nas/x.mpg"),
        ("\\\\nas\\share\\tv2\\x.mpg", "\\\\nas\\share\\tv2\\x.mpg"),
        ("/var/media/a b/x.mpg", "D:\\Media\\a b\\x.mpg"),
        ("/var/Media/x.mpg", "/var/Media/x.mpg"),
        ("/var/media", "D:\\Media"),
        ("/data//x.mpg", "/srv/x.mpg"),
        ("/data/F:\\SageTV\\x.mpg", "/srv/F:\\SageTV\\x.mpg"),
        ("var/media/x.mpg", "var/media/x.mpg"),
        ("", ""),
    ],
)
def test_whole_folders_count(theirs: str, ours: str) -> None:
    assert mapped(theirs, read_rules(RULES)) == ours


def test_a_whole_drive_and_a_whole_system() -> None:
    assert mapped("F:\\x.mpg", read_rules("F: => /f")) == "/f/x.mpg"
    assert mapped("F:\\x.mpg", read_rules("F:\\ => /")) == "/x.mpg"
    assert mapped("/x.mpg", read_rules("/ => /mnt")) == "/mnt/x.mpg"


def test_on_one_line_too() -> None:
    rules = read_rules(" F:\\TV => /tv | G:\\TV => /tv2 ")
    assert [mapped(f"{drive}:\\TV\\x", rules) for drive in "FG"] == ["/tv/x", "/tv2/x"]
    assert read_rules("") == read_rules(" \n | ") == ()


@pytest.mark.parametrize("text", ["F:\\TV", "F:\\TV =>", "=> /tv", "a => b\nF:\\TV -> /tv"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_rules(text)
    assert refused.value.placeholders["field"] == "path_map"
