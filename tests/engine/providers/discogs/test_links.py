"""What people paste, and what it names."""

import pytest
from engine.providers.asking import named_by
from syncopate.providers.discogs.links import reference_in


@pytest.mark.parametrize(
    ("pasted", "reference"),
    [
        ("https://www.discogs.com/release/1503102-Rick-Astley-Never-Gonna-Give-You-Up", "album:1503102"),
        ("https://www.discogs.com/release/1503102", "album:1503102"),
        ("https://www.discogs.com/de/release/1503102-X?ev=rr", "album:1503102"),
        ("discogs.com/release/7#images", "album:7"),
        ("Look at https://www.discogs.com/master/96559-Rick-Astley.", "master:96559"),
        ("https://www.discogs.com/pt_BR/master/96559/", "master:96559"),
        ("https://www.discogs.com/Rick-Astley-Never-Gonna/release/1503102", "album:1503102"),
        ("https://www.discogs.com/fr/Rick-Astley-Never-Gonna/master/96559", "master:96559"),
    ],
)
def test_links(pasted: str, reference: str) -> None:
    assert named_by("discogs", pasted) == ("album", reference)
    assert reference_in(pasted) == tuple(reference.split(":"))


@pytest.mark.parametrize(
    "pasted",
    [
        "https://www.discogs.com/artist/72872-Rick-Astley",
        "https://www.discogs.com/sell/release/1503102",
        "https://www.discogs.com/release/add",
        "https://www.discogs.com/release/0",
        "https://www.discogs.com/lists/A-List/12345",
        "https://www.discogs.com/release",
    ],
)
def test_what_names_nothing(pasted: str) -> None:
    assert named_by("discogs", pasted) is None


@pytest.mark.parametrize(
    "text", ["", "album:", "album:0", "album:x", "https://example.com/release/1", "1503102"]
)
def test_no_references(text: str) -> None:
    assert reference_in(text) is None
