"""What links to YouTube name."""

import pytest
from engine.providers.asking import named_by
from syncopate.providers.youtube import references
from syncopate.providers.youtube.references import Kind, Wanted

PL = "PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG"
OLAK = "OLAK5uy_nMr9h2VlS-2PULNz3M3XVXQj_P3C2bqaY"
UC = "UCedvOgsKFzcK3hA5taf3KoQ"

LINKS = [
    (f"https://www.youtube.com/playlist?list={PL}", "playlist", f"playlist:{PL}"),
    (f"https://music.youtube.com/playlist?list={PL}&si=xYz", "playlist", f"playlist:{PL}"),
    (f"https://m.youtube.com/playlist?list={PL}", "playlist", f"playlist:{PL}"),
    (f"Look at this! https://youtube.com/playlist?list={PL}.", "playlist", f"playlist:{PL}"),
    (f"youtube.com/playlist?list={PL}", "playlist", f"playlist:{PL}"),
    (f"https://www.youtube.com/watch?v=dQw4w9WgXcQ&list={PL}&index=4", "playlist", f"playlist:{PL}"),
    (f"https://music.youtube.com/watch?list={PL}&v=dQw4w9WgXcQ", "playlist", f"playlist:{PL}"),
    (f"https://youtu.be/dQw4w9WgXcQ?list={PL}", "playlist", f"playlist:{PL}"),
    (f"https://www.youtube.com/embed/videoseries?list={PL}", "playlist", f"playlist:{PL}"),
    (f"https://music.youtube.com/browse/VL{PL}", "playlist", f"playlist:{PL}"),
    (
        "https://music.youtube.com/playlist?list=RDCLAK5uy_kmPRjHDECIcuVwnKsx",
        "playlist",
        "playlist:RDCLAK5uy_kmPRjHDECIcuVwnKsx",
    ),
    ("https://music.youtube.com/playlist?list=LM", "playlist", "liked"),
    (f"https://music.youtube.com/playlist?list={OLAK}", "album", f"album:{OLAK}"),
    (f"https://www.youtube.com/watch?v=dQw4w9WgXcQ&list={OLAK}", "album", f"album:{OLAK}"),
    (f"https://music.youtube.com/browse/VL{OLAK}", "album", f"album:{OLAK}"),
    ("https://music.youtube.com/browse/MPREb_BQZvl3BFGay", "album", "album:MPREb_BQZvl3BFGay"),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "track", "track:dQw4w9WgXcQ"),
    (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=RDdQw4w9WgXcQ&start_radio=1",
        "track",
        "track:dQw4w9WgXcQ",
    ),
    ("https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=RDAMVMdQw4w9WgXcQ", "track", "track:dQw4w9WgXcQ"),
    ("https://youtu.be/dQw4w9WgXcQ?t=43", "track", "track:dQw4w9WgXcQ"),
    ("https://youtu.be/dQw4w9WgXcQ?list=RDdQw4w9WgXcQ", "track", "track:dQw4w9WgXcQ"),
    ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "track", "track:dQw4w9WgXcQ"),
    ("https://www.youtube.com/live/dQw4w9WgXcQ?si=a", "track", "track:dQw4w9WgXcQ"),
    (f"https://music.youtube.com/channel/{UC}", "artist", f"artist:{UC}"),
    (f"https://www.youtube.com/channel/{UC}/playlists", "artist", f"artist:{UC}"),
    (f"https://music.youtube.com/browse/MPLA{UC}", "artist", f"artist:{UC}"),
    ("https://www.youtube.com/@Coldplay/videos", "artist", "artist:@Coldplay"),
    ("https://www.youtube.com/@%E3%81%82", "artist", "artist:@あ"),
]


@pytest.mark.parametrize(("text", "kind", "reference"), LINKS)
def test_links(text: str, kind: str, reference: str) -> None:
    assert named_by("youtube", text) == (kind, reference)
    if kind in {"playlist", "album"}:
        wanted = references.read(reference)
        assert wanted is not None
        assert wanted.reference == reference


@pytest.mark.parametrize(
    "text",
    [
        "https://www.youtube.com",
        "https://www.youtube.com/feed/trending",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/playlist?list=RDdQw4w9WgXcQ",
        "https://www.youtube.com/channel/nothing",
        "https://music.youtube.com/browse/FEmusic_home",
        "https://www.youtube.com/@",
        "https://youtu.be/",
        "https://www.youtube.com/playlist?list=../x",
    ],
)
def test_links_that_name_nothing(text: str) -> None:
    assert named_by("youtube", text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("liked", Wanted(Kind.LIKED, "LM")),
        ("playlist:LM", Wanted(Kind.LIKED, "LM")),
        (f"playlist:{OLAK}", Wanted(Kind.ALBUM, OLAK)),
        (f"album:{PL}", None),
        ("playlist:RDEMabc", None),
        ("playlist:a b", None),
        ("playlist", None),
        (f"track:{PL}", None),
    ],
)
def test_references(text: str, expected: Wanted | None) -> None:
    assert references.read(text) == expected
