"""Where files go: inside the library, by names that every file system takes."""

from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings, strategies as st
from syncopate.planning.acquiring.templates import (
    DEFAULT,
    PRESETS,
    SOULSYNC,
    TOKENS,
    BadTemplate,
    Filed,
    Template,
    parse_template,
    place_of,
)

SONG = Filed(
    title="Wonderwall",
    artist="Oasis feat. Somebody",
    album="Morning Glory",
    album_artist="Oasis",
    track=3,
    disc=1,
    disc_total=1,
    year=1995,
    quality="FLAC 16bit",
    album_type="Album",
    genre="Britpop",
    playlist="Friday",
)
TWO_DISCS = replace(SONG, disc=2, disc_total=2)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        (
            "{albumartist}/{album} ({year})/{track:02} - {title}",
            "Oasis/Morning Glory (1995)/03 - Wonderwall.flac",
        ),
        ("{artist}/{title}", "Oasis feat. Somebody/Wonderwall.flac"),
        (
            "{albumtype}s/{genre}/{album} [{quality}]/{track} {title}",
            "Albums/Britpop/Morning Glory [FLAC 16bit]/3 Wonderwall.flac",
        ),
        ("{playlist}/{artist} - {title}", "Friday/Oasis feat. Somebody - Wonderwall.flac"),
        ("{disc}-{track:02} of {disc_total} {title}", "1-03 of 1 Wonderwall.flac"),
        ("{track_number}. {title}", "3. Wonderwall.flac"),
        ("{{{album}}}/{title}", "{Morning Glory}/Wonderwall.flac"),
        ("{title}", "Wonderwall.flac"),
        (r"{album}\{title}", "Morning Glory/Wonderwall.flac"),
        # As they are written for SoulSync.
        (
            "$albumartist/$albumartist - $album/$track - $title",
            "Oasis/Oasis - Morning Glory/03 - Wonderwall.flac",
        ),
        ("$albumartist/$albumartist - $title/$title", "Oasis/Oasis - Wonderwall/Wonderwall.flac"),
        (
            "Compilations/$album/$track - $artist - $title",
            "Compilations/Morning Glory/03 - Oasis feat. Somebody - Wonderwall.flac",
        ),
        ("$playlist/$artist - $title", "Friday/Oasis feat. Somebody - Wonderwall.flac"),
        (
            "$artistletter/$artist/$album ($year) [$quality]/$disc-$track $title",
            "O/Oasis feat. Somebody/Morning Glory (1995) [FLAC 16bit]/03 Wonderwall.flac",
        ),
        (
            "${albumartist}/${album}_${year}/${cdnum}${track}_$title",
            "Oasis/Morning Glory_1995/03_Wonderwall.flac",
        ),
        ("$albumtype/$genre/$track_$title", "Album/Britpop/03_Wonderwall.flac"),
        ("$album $disambiguation/$cdnum - $track - $title", "Morning Glory/03 - Wonderwall.flac"),
        ("Disc $discnum/$title", "Wonderwall.flac"),
        ("$$/$title", "$/Wonderwall.flac"),
    ],
)
def test_tokens_of_both_kinds_are_filled(template: str, path: str) -> None:
    assert place_of(SONG, ".flac", parse_template(template)) == path


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{albumartist}/{album}/{track:02} - {title}", "Oasis/Morning Glory/Disc 2/03 - Wonderwall.flac"),
        ("$albumartist/$album/$track - $title", "Oasis/Morning Glory/Disc 2/03 - Wonderwall.flac"),
        ("{album}/CD {disc}/{title}", "Morning Glory/CD 2/Wonderwall.flac"),
        ("$album/$disc-$track $title", "Morning Glory/02-03 Wonderwall.flac"),
        ("$album/$cdnum/$track $title", "Morning Glory/CD02/03 Wonderwall.flac"),
        ("$album/Disc $discnum/$title", "Morning Glory/Disc 2/Wonderwall.flac"),
        # No folder of an album, none of its discs.
        ("{playlist}/{artist} - {title}", "Friday/Oasis feat. Somebody - Wonderwall.flac"),
    ],
)
def test_several_discs_get_folders_unless_the_template_names_them(template: str, path: str) -> None:
    assert place_of(TWO_DISCS, ".flac", parse_template(template)) == path


def test_the_presets() -> None:
    assert place_of(SONG, ".mp3") == "Oasis/Morning Glory (1995)/03 - Wonderwall.mp3"
    assert place_of(SONG, ".mp3", SOULSYNC) == "Oasis/Morning Glory/03 - Wonderwall.mp3"
    assert place_of(TWO_DISCS, ".mp3", SOULSYNC) == "Oasis/Morning Glory/Disc 2/03 - Wonderwall.mp3"
    assert {"default": DEFAULT, "soulsync": SOULSYNC} == PRESETS


def test_what_is_not_known_leaves_no_trace() -> None:
    bare = Filed(title="Wonderwall", artist="Oasis")
    assert place_of(bare, ".mp3") == "Oasis/Unknown Album/Wonderwall.mp3"
    template = parse_template("{genre}/{album} ({year}) [{quality}]/{disc}-{track:02} - {title} - {playlist}")
    assert place_of(bare, ".mp3", template) == "Unknown Album/Wonderwall.mp3"
    assert place_of(Filed(title=""), ".mp3") == "Unknown Artist/Unknown Album/Unknown Title.mp3"


def test_names_are_not_read_again() -> None:
    """An artist called like a token stays what it is, and so do brackets and dashes that are names."""
    odd = replace(SONG, album_artist="$album {title}", album="( )", title="- -")
    assert place_of(odd, ".mp3") == "$album {title}/( ) (1995)/03 - - -.mp3"


@pytest.mark.parametrize(
    ("template", "unknown"),
    [
        ("{artist}/{tite}", ("{tite}",)),
        ("$foo/$bar/$title", ("$foo", "$bar")),
        ("${albums}/$title", ("${albums}",)),
        ("{title:02}", ("{title:02}",)),
        ("{track:99}/{title}", ("{track:99}",)),
        ("{}/{title}", ("{}",)),
        ("{Artist}/{title}", ("{Artist}",)),
    ],
)
def test_unknown_tokens_are_named(template: str, unknown: tuple[str, ...]) -> None:
    with pytest.raises(BadTemplate) as refused:
        parse_template(template)
    assert refused.value.unknown == unknown
    assert all(each in str(refused.value) for each in unknown)


@pytest.mark.parametrize(
    "template",
    [
        "",
        "   ",
        "/{title}",
        "{title}/",
        "\\\\server\\{title}",
        "{artist}//{title}",
        "../{title}",
        "./{title}",
        "{artist}/ . /{title}",
        "{artist}/{track}",
        "{title}\x00",
        "{title}\ue000",
        "x" * 600 + "{title}",
        "a/" * 20 + "{title}",
    ],
)
def test_templates_that_lead_nowhere_are_refused(template: str) -> None:
    with pytest.raises(BadTemplate):
        parse_template(template)


@pytest.mark.parametrize("extension", ["flac", "", ".", ".fl/ac", "..", ".mp3 ", ".toolongextension"])
def test_what_is_no_extension_is_refused(extension: str) -> None:
    with pytest.raises(ValueError, match="no extension"):
        place_of(SONG, extension)


_HOSTILE = st.one_of(
    st.sampled_from(
        [
            "..", ".", "../../etc/passwd", "/etc/passwd", "C:\\Windows", "\\\\host\\share", "CON", "nul.txt", "com¹",
            "AUX ", "a" * 400, "ü" * 400, "👨‍👩‍👧‍👦" * 60, "e\u0301" * 200, "\u202egnp.exe", "a\x00b", "\n", " ", "...", "~",
            "{album}", "$title", "name.", "name ", ".hidden", "a:b*c?d", "\ud800", "\ue000", "-", "()",
        ]
    ),
    st.text(max_size=60),
)  # fmt: skip
_NUMBER = st.none() | st.integers(0, 10**6)
_FILED = st.builds(
    Filed,
    title=_HOSTILE,
    artist=_HOSTILE,
    album=_HOSTILE,
    album_artist=_HOSTILE,
    track=_NUMBER,
    disc=_NUMBER,
    disc_total=_NUMBER,
    year=_NUMBER,
    quality=_HOSTILE,
    album_type=_HOSTILE,
    genre=_HOSTILE,
    playlist=_HOSTILE,
    disambiguation=_HOSTILE,
)
_TEMPLATES = st.one_of(
    st.sampled_from(
        [*PRESETS.values(), parse_template("$artistletter/$cdnum/$disc/$genre - $playlist/$title")]
    ),
    st.lists(st.sampled_from([f"{{{name}}}" for name in TOKENS]), max_size=6).map(
        lambda tokens: parse_template("/".join([*tokens, "{title}"]))
    ),
)
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{name}{n}" for name in ("com", "lpt") for n in "0123456789¹²³"
}


@given(_FILED, _TEMPLATES, st.sampled_from([".flac", ".MP3", ".m4a"]))
@settings(max_examples=400)
def test_a_place_is_always_inside_and_fit_for_every_file_system(
    filed: Filed, template: Template, extension: str
) -> None:
    place = place_of(filed, extension, template)
    path = PurePosixPath(place)
    assert not path.is_absolute()
    assert path.parts
    assert not PureWindowsPath(place).drive
    assert place.endswith(extension.lower())
    place.encode()
    for part in place.split("/"):
        assert part not in {"", ".", ".."}
        assert len(part.encode()) <= 240
        assert not set('<>:"\\|?*') & set(part)
        assert part == part.strip()
        assert part[-1] != "."
        assert part.isprintable() or all(
            letter.isprintable() or letter in "\u200d\ufe0f\u200c\u200b" or ord(letter) > 126
            for letter in part
        )
        assert part.split(".")[0].strip().lower() not in _RESERVED


@given(_FILED, _TEMPLATES)
def test_the_same_file_goes_to_the_same_place(filed: Filed, template: Template) -> None:
    assert place_of(filed, ".flac", template) == place_of(filed, ".flac", parse_template(template.text))


def test_long_names_are_cut_by_bytes_and_keep_their_extension() -> None:
    long = replace(SONG, title="ü" * 300)
    name = place_of(long, ".flac").rsplit("/", 1)[-1]
    assert name.endswith("ü.flac")
    assert 238 <= len(name.encode()) <= 240
