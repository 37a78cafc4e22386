"""What is searched for: few words, the likeliest first."""

import pytest
from syncopate.domain.download import Wanted, WantKind
from syncopate.providers._fetching.words import plain_words, search_without_artist, searches


def wanted(artist: str, title: str, **more: object) -> Wanted:
    kind = more.pop("kind", WantKind.TRACK)
    return Wanted(kind=kind, title=title, artists=(artist,) if artist else (), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("artist", "title", "found"),
    [
        ("Oasis", "Wonderwall", ("oasis wonderwall",)),
        ("The Beatles", "Help! - Remastered 2009", ("beatles help",)),
        ("Adele", "Hello (Live)", ("adele hello live", "adele hello")),
        (
            "Daft Punk",
            "One More Time (feat. Romanthony) [Radio Edit]",
            ("daft punk one more time radio edit", "daft punk one more time"),
        ),
        ("AC/DC", "T.N.T.", ("ac dc t n",)),
        ("Fleetwood Mac", "Don't Stop", ("fleetwood mac don stop",)),
        ("Ken Ashcorp", "We're Shameless", ("ken ashcorp we shameless",)),
        ("Björk", "Jóga", ("björk jóga",)),
        ("澤野弘之", "You See Big Girl / T:T", ("澤野弘之 you see big girl t",)),
        (
            "Calvin Harris feat. Rihanna",
            "This Is What You Came For",
            ("calvin harris this is what you came for",),
        ),
        ("Various Artists", "Clair de lune", ("clair de lune",)),
        ("Taylor Swift", "22", ("taylor swift 22",)),
        ("Lil Nas X", "Old Town Road - Remix", ("lil nas x old town road remix", "lil nas x old town road")),
        ("-NSYNC", "-", ("nsync",)),
        ("Sigur Rós", "( )", ("sigur rós",)),
        ("", "( )", ()),
    ],
)
def test_tracks(artist: str, title: str, found: tuple[str, ...]) -> None:
    assert searches(wanted(artist, title)) == found


def test_albums() -> None:
    asked = wanted("Pink Floyd", "The Wall (Deluxe Edition)", kind=WantKind.ALBUM)
    assert searches(asked) == ("pink floyd the wall",)
    volume = wanted("Various Artists", "Awesome Mix (Vol. 1)", kind=WantKind.ALBUM)
    assert searches(volume) == ("awesome mix vol 1", "awesome mix")


def test_words_that_are_barred() -> None:
    asked = wanted("Linkin Park", "Somewhere I Belong", album="Meteora")
    assert searches(asked, ("linkin park",)) == ("somewhere i belong",)
    assert searches(asked, ("park linkin", " ")) == ("linkin park somewhere i belong",)
    assert plain_words("Adele and Adele's adele", ("ADELE",)) == "and"


def test_without_the_artist() -> None:
    assert search_without_artist(wanted("Prince", "Kiss", album="Parade")) == "kiss parade"
    assert search_without_artist(wanted("Prince", "Kiss")) is None
    assert search_without_artist(wanted("Prince", "Purple Rain", album="Purple Rain")) == "purple rain"
