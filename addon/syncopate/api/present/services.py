"""Providers, accounts, libraries and tracks dressed for the wire."""

from syncopate.api.present.times import milliseconds
from syncopate.api.wire.accounts import AccountView, ProviderField, ProviderLogin, ProviderView
from syncopate.api.wire.media import LibraryView, TrackView
from syncopate.domain.media import Track
from syncopate.providers.manifest import Manifest, SettingField
from syncopate.store.accounts import Account
from syncopate.store.libraries import Library
from syncopate.sync.addresses import shown_settings


def provider_view(manifest: Manifest) -> ProviderView:
    """Dress a provider's manifest."""
    return ProviderView(
        domain=manifest.domain,
        name=manifest.name,
        summary=manifest.summary,
        capabilities=sorted(manifest.capabilities),
        fields=[_field(field) for field in manifest.fields],
        login=manifest.login,
        logins=[
            ProviderLogin(
                name=each.name,
                label=each.label,
                help=each.help,
                fields=[_field(field) for field in each.fields],
            )
            for each in manifest.logins
        ],
        target_kinds=sorted(manifest.target_kinds),
        shows_description=manifest.shows_description,
        shows_cover=manifest.shows_cover,
        serves_users=manifest.serves_users,
        needs_account=manifest.needs_account,
        link_hosts=sorted(manifest.link_hosts),
        raw_titles=manifest.raw_titles,
        reference_help=manifest.reference_help,
    )


def _field(field: SettingField) -> ProviderField:
    return ProviderField(
        name=field.name,
        label=field.label,
        help=field.help,
        kind=field.kind,
        required=field.required,
        default=field.default,
        choices=list(field.choices),
    )


def account_view(account: Account) -> AccountView:
    """Dress an account, without its secrets."""
    return AccountView(
        id=account.id,
        provider=account.provider,
        name=account.name,
        settings=shown_settings(account.settings),
        health_ok=account.health_ok,
        health_key=account.health_reason,
        health_detail=account.health_detail,
        health_at=account.health_at,
        created_at=account.created_at,
    )


def library_view(library: Library, provider: str) -> LibraryView:
    """Dress a library of an account of the provider."""
    return LibraryView(
        id=library.id,
        account_id=library.account_id,
        provider=provider,
        name=library.name,
        section=library.section,
        readable=library.readable,
        key=library.reason,
        tracks=library.tracks,
        artists=library.artists,
        albums=library.albums,
        size_bytes=library.size_bytes,
        problems=library.problems,
        last_scan_at=library.last_scan_at,
        last_complete_at=library.last_complete_at,
    )


def track_view(library_id: str, track: Track) -> TrackView:
    """Dress a track."""
    return TrackView(
        library_id=library_id,
        key=track.key,
        title=track.title,
        artists=list(track.artists),
        album=track.album,
        duration_ms=milliseconds(track.duration),
        disc=track.disc,
        number=track.number,
        year=track.year,
        codec=None if track.format is None else track.format.codec,
        bitrate=None if track.format is None else track.format.bitrate,
        path=track.path,
    )
