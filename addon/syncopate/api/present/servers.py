"""Logins, servers' choices, members and targets dressed for the wire."""

from collections.abc import Sequence

from syncopate.api.present.playlists import plan_view
from syncopate.api.present.services import account_view
from syncopate.api.wire.servers import (
    LoginChoice,
    LoginQuestion,
    LoginView,
    MemberUserView,
    MemberView,
    PlayIdView,
    PlayView,
    SectionView,
    ServerUserView,
    TargetPlan,
    TargetView,
)
from syncopate.domain.plan import HoldReason
from syncopate.domain.server import Section, ServerUser
from syncopate.store.libraries import Library
from syncopate.store.members import Member
from syncopate.store.targets import Target
from syncopate.sync.logins import LoginState
from syncopate.sync.preview import NoPreview, PlanPreview
from syncopate.sync.targets import Playing


def login_view(state: LoginState) -> LoginView:
    """Dress how far a login is."""
    return LoginView(
        id=state.id,
        provider=state.provider,
        questions=[
            LoginQuestion(
                name=item.name,
                label=item.label,
                help=item.help,
                kind=item.kind,
                required=item.required,
                default=item.default,
                choices=[LoginChoice(value=choice.value, label=choice.label) for choice in item.choices],
            )
            for item in state.questions
        ],
        url=state.url,
        code=state.code,
        every_seconds=state.every_seconds,
        expires_at=state.expires_at,
        account=None if state.account is None else account_view(state.account),
    )


def section_view(section: Section, libraries: Sequence[Library]) -> SectionView:
    """Dress a part of a server, with the library that it is already."""
    known = next((library.id for library in libraries if library.section == section.key), None)
    return SectionView(
        key=section.key,
        name=section.name,
        tracks=section.tracks,
        folders=list(section.folders),
        library_id=known,
    )


def user_view(user: ServerUser) -> ServerUserView:
    """Dress a user of a server."""
    return ServerUserView(key=user.key, name=user.name, admin=user.admin, protected=user.protected)


def member_view(member: Member) -> MemberView:
    """Dress a member."""
    return MemberView(
        id=member.id,
        name=member.name,
        users=[
            MemberUserView(account_id=user.account_id, user=user.user, user_name=user.user_name)
            for user in member.users
        ],
    )


def target_view(target: Target, library_name: str) -> TargetView:
    """Dress a target."""
    return TargetView(
        id=target.id,
        library_id=target.library_id,
        library_name=library_name,
        kind=target.kind,
        user=target.user or None,
        user_name=target.user_name,
        target_key=target.target_key,
        matched=target.matched,
        review=target.review,
        missing=target.missing,
        unknown=target.unknown,
        held=HoldReason(target.held_reason) if target.held_reason else None,
        held_digest=target.held_digest,
        last_sync_at=target.last_sync_at,
        last_status=target.last_status,
        last_error=target.last_error,
        last_detail=target.last_detail,
    )


def target_plan(preview: PlanPreview | NoPreview) -> TargetPlan:
    """Dress the plan of a target, or why there is none."""
    target = target_view(preview.target, preview.library_name)
    if isinstance(preview, NoPreview):
        return TargetPlan(target=target, key=preview.why.key, detail=preview.why.detail)
    return TargetPlan(target=target, plan=plan_view(preview))


def play_view(playing: Playing) -> PlayView:
    """Dress how to play a target."""
    return PlayView(
        target_id=playing.target.id,
        library_id=playing.library.id,
        library_name=playing.library.name,
        place=playing.place,
        ids=[
            PlayIdView(
                player=item.player,
                media_content_id=item.media_content_id,
                media_content_type=item.media_content_type,
            )
            for item in playing.ids
        ],
        paths=list(playing.paths),
    )
