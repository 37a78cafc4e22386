"""Which playlist is meant."""

import pytest
from fake_engine import playlist
from homeassistant.exceptions import ServiceValidationError

from custom_components.syncopate.client.decode import decode
from custom_components.syncopate.client.models import PlaylistView
from custom_components.syncopate.naming import playlist_called

PLAYLISTS = [
    decode(PlaylistView, playlist("p1", "Workout")),
    decode(PlaylistView, playlist("p2", "Workout Extra", source_name="Morgen-Läufe")),
    decode(PlaylistView, playlist("Kids", "Für die Kinder")),
    decode(PlaylistView, playlist("p4", "Kids")),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p1", "p1"),
        ("workout", "p1"),
        ("extra", "p2"),
        ("morgen-läufe", "p2"),
        ("für  die KINDER", "Kids"),
        ("Kids", "Kids"),
        ("kids", "p4"),
    ],
)
def test_found(text: str, found: str) -> None:
    assert playlist_called(PLAYLISTS, text).id == found


def test_ambiguous_names_what_fits() -> None:
    with pytest.raises(ServiceValidationError) as caught:
        playlist_called(PLAYLISTS, "work")
    assert caught.value.translation_placeholders == {"name": "work", "names": "Workout, Workout Extra"}
