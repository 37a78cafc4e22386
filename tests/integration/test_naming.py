"""Which playlist is meant."""

import pytest
from fake_engine import account, member, playlist
from homeassistant.exceptions import ServiceValidationError

from custom_components.syncopate.client.decode import decode
from custom_components.syncopate.client.models import AccountView, MemberView, PlaylistView
from custom_components.syncopate.naming import account_called, member_called, playlist_called

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


def test_a_whole_name_may_be_asked_for() -> None:
    assert playlist_called(PLAYLISTS, " WORKOUT  extra", whole=True).id == "p2"
    assert playlist_called(PLAYLISTS, "p1", whole=True).id == "p1"
    with pytest.raises(ServiceValidationError) as caught:
        playlist_called(PLAYLISTS, "extra", whole=True)
    assert caught.value.translation_key == "playlist_not_found"


def test_accounts_and_members_have_names_too() -> None:
    accounts = [
        decode(AccountView, account(f"a{n}", "spotify", name)) for n, name in enumerate(("Anna", "Kim"))
    ]
    assert account_called(accounts, "kim").id == "a1"
    assert member_called([decode(MemberView, member("m1", "Anna"))], "ann").id == "m1"
    for find, there, called, key in (
        (account_called, accounts, "Jo", "account_not_found"),
        (account_called, accounts, "", "account_ambiguous"),
        (member_called, [], "Anna", "member_not_found"),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            find(there, called)
        assert caught.value.translation_key == key


def test_ambiguous_names_what_fits() -> None:
    with pytest.raises(ServiceValidationError) as caught:
        playlist_called(PLAYLISTS, "work")
    assert caught.value.translation_placeholders == {"name": "work", "names": "Workout, Workout Extra"}
