"""The engine itself, its events, settings and keys dressed for the wire."""

from collections.abc import Collection, Mapping

from syncopate.access.keys import Scope
from syncopate.api.context import EngineFacts
from syncopate.api.wire.system import (
    ApiKeyItem,
    Counts,
    EventItem,
    Info,
    OpenProblem,
    ProblemSeverity,
    SettingsView,
)
from syncopate.domain.event import Event
from syncopate.domain.problem import Problem
from syncopate.settings import SETTINGS, SettingKind
from syncopate.store.encoding import JsonValue
from syncopate.store.keys import ApiKey
from syncopate.sync.overview import HouseholdCounts

API_VERSION = 1
MIN_API_VERSION = 1
"""Raised by hand: the first with every change clients can see, the second when older ones stop working."""


def info_view(engine: EngineFacts) -> Info:
    """Dress who we are."""
    return Info(
        name=engine.name,
        engine_id=engine.engine_id,
        version=engine.version,
        api_version=API_VERSION,
        min_api_version=MIN_API_VERSION,
        time_zone=engine.time_zone,
        started_at=engine.started_at,
        configuration_url=engine.configuration_url,
    )


def counts_view(counts: HouseholdCounts) -> Counts:
    """Dress the household's numbers."""
    return Counts(
        playlists=counts.playlists,
        mirrored_albums=counts.mirrored_albums,
        matched=counts.matched,
        review=counts.review,
        missing=counts.missing,
        unknown=counts.unknown,
        libraries=counts.libraries,
        artists=counts.artists,
        albums=counts.albums,
        tracks=counts.tracks,
        size_bytes=counts.size_bytes,
    )


def problem_view(problem: Problem) -> OpenProblem:
    """Dress something that needs the user."""
    return OpenProblem(
        id=problem.id,
        key=problem.key,
        severity=ProblemSeverity.ERROR if problem.error else ProblemSeverity.WARNING,
        title=problem.title,
        detail=problem.detail,
        placeholders=dict(problem.placeholders),
    )


def event_view(event: Event) -> EventItem:
    """Dress an event."""
    return EventItem(
        id=event.id,
        type=event.type.value,
        at=event.at,
        name=event.name,
        status=event.status,
        run_id=event.run_id,
        run_count=event.run_count,
        data=dict(event.data),
    )


def settings_view(stored: Mapping[str, JsonValue], secrets: Collection[str]) -> SettingsView:
    """Dress all settings, defaults filled in; of secrets only whether they are set."""
    plain = [setting for setting in SETTINGS if setting.kind is not SettingKind.SECRET]
    return SettingsView.model_validate(
        {
            "values": {setting.name: stored.get(setting.name, setting.default) for setting in plain},
            "secrets": {
                setting.name: setting.name in secrets
                for setting in SETTINGS
                if setting.kind is SettingKind.SECRET
            },
        }
    )


def key_view(key: ApiKey) -> ApiKeyItem:
    """Dress a key: never the key itself."""
    return ApiKeyItem(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=[scope for scope in Scope if scope.value in key.scopes],
        per_minute=key.per_minute,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
