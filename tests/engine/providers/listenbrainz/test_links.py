"""Links of the service, and references as people type them."""

import pytest
from engine.providers.asking import named_by
from syncopate.errors import InvalidInput
from syncopate.providers.links import Linked, LinkKind
from syncopate.providers.listenbrainz.references import read_reference

MBID = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae"
PLAYLIST = Linked(kind=LinkKind.PLAYLIST, reference=f"playlist:{MBID}")


@pytest.mark.parametrize(
    ("pasted", "linked"),
    [
        (f"https://listenbrainz.org/playlist/{MBID}", PLAYLIST),
        (f"https://listenbrainz.org/playlist/{MBID}/", PLAYLIST),
        (f"http://www.listenbrainz.org/playlist/{MBID.upper()}?x=1#top", PLAYLIST),
        (f"Hear this: https://beta.listenbrainz.org/playlist/{MBID}.", PLAYLIST),
        (f"listenbrainz.org/playlist/{MBID}", PLAYLIST),
        ("https://listenbrainz.org/user/anna", Linked(kind=LinkKind.USER, reference="user:anna")),
        ("https://listenbrainz.org/user/anna/", Linked(kind=LinkKind.USER, reference="user:anna")),
        ("https://listenbrainz.org/user/B%20%2F%20C", Linked(kind=LinkKind.USER, reference="user:B / C")),
        ("https://listenbrainz.org/user/anna/playlists", Linked(kind=LinkKind.USER, reference="own:anna")),
        (
            "https://listenbrainz.org/user/anna/recommendations/",
            Linked(kind=LinkKind.USER, reference="createdfor:anna"),
        ),
        ("https://listenbrainz.org/user/anna/taste", Linked(kind=LinkKind.PLAYLIST, reference="loved:anna")),
        ("https://listenbrainz.org/user/anna/stats", None),
        ("https://listenbrainz.org/playlist/not-a-uuid", None),
        ("https://listenbrainz.org/explore/", None),
        ("https://listenbrainz.org/user/", None),
        ("https://listenbrainz.org/", None),
    ],
)
def test_links(pasted: str, linked: Linked | None) -> None:
    assert named_by("listenbrainz", pasted) == (None if linked is None else (linked.kind, linked.reference))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (f"playlist:{MBID}", f"playlist:{MBID}"),
        (f" {MBID.upper()} ", f"playlist:{MBID}"),
        (f"https://listenbrainz.org/playlist/{MBID}", f"playlist:{MBID}"),
        ("loved", "loved"),
        ("loved:Anna", "loved"),
        ("loved:Bert: B", "loved:Bert: B"),
        ("https://listenbrainz.org/user/bert/taste", "loved:bert"),
        ("createdfor:weekly-jams", "createdfor:weekly-jams"),
        ("createdfor:weekly-jams:ANNA", "createdfor:weekly-jams"),
        ("createdfor:weekly-jams:bert", "createdfor:weekly-jams:bert"),
    ],
)
def test_references(typed: str, text: str) -> None:
    found = read_reference(typed, "anna")
    assert found.text == text
    assert read_reference(found.text, "anna") == found, "a reference is stable"


@pytest.mark.parametrize("typed", ["loved", "createdfor:weekly-jams"])
def test_whose_it_is_has_to_be_known(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_reference(typed, "")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "playlist:",
        "playlist:x",
        "createdfor:",
        "own:anna",
        "song:1",
        "https://listenbrainz.org/user/anna",
    ],
)
def test_what_is_none(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_reference(typed, "anna")
