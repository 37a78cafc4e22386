"""Routes for hearing a track: a link that is good for a while, and what it leads to."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from syncopate.access.play_links import LIFETIME, PlayLink, link_token, opened_link
from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller
from syncopate.api.inputs import Id
from syncopate.api.wire.matching import PlayLinkRequest, PlayLinkView
from syncopate.sync.listening import sound_of

router = APIRouter(tags=["libraries"])

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What goes with a file of the user's: it is heard, never run."""

Token = Annotated[str, Query(min_length=1, max_length=24_000, description="What the link was made with.")]


@router.post("/libraries/{library_id}/play-links", responses=problems(404, 413), status_code=201)
async def create_play_link(
    context: Context, _caller: Controller, library_id: Id, wanted: PlayLinkRequest
) -> PlayLinkView:
    """Return an address that plays one track for half an hour, and does nothing else."""
    sound = await sound_of(context.kit, library_id, wanted.track_key)
    until = context.kit.now() + LIFETIME
    link = PlayLink(library_id=library_id, track_key=wanted.track_key, until=until)
    token = link_token(context.kit.vault.quiet, link)
    return PlayLinkView(path=f"api/v1/play?token={token}", media_type=sound.media_type, expires_at=until)


@router.get("/play", include_in_schema=False)
async def play(context: Context, token: Token) -> FileResponse:
    """Play what the link is good for, whole or in parts."""
    link = opened_link(context.kit.vault.quiet, token, context.kit.now())
    sound = await sound_of(context.kit, link.library_id, link.track_key)
    return FileResponse(sound.path, media_type=sound.media_type, headers=HEADERS)
