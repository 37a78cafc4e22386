"""Keeping a playlist in one more place, or in one less."""

from starlette.responses import Response

from syncopate.domain.target import TargetKind
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.store import targets
from syncopate.sync.targets import add_target, remove_target
from syncopate.web.pages import playlist_form
from syncopate.web.view.links import segment
from syncopate.web.visit import Visit

FORM = "/targets/add"
_LONGEST_KEY = 500


async def add(visit: Visit) -> Response:
    """Keep it in one more place; what cannot be is shown again as it was chosen."""
    mirror_id = visit.request.path_params["id"]
    try:
        kind = visit.field("kind")
        if kind not in {item.value for item in TargetKind}:
            raise InvalidInput("Choose what it shall be kept as.", field="kind")
        # An empty user is an answer: the account's own, whosever playlist it is.
        user = visit.form.get("user")
        before = await visit.kit.database.read(targets.of_mirror, mirror_id)
        added = await add_target(
            visit.kit,
            mirror_id,
            visit.needed("library_id"),
            kind=TargetKind(kind),
            user=user[:_LONGEST_KEY] if isinstance(user, str) else None,
        )
    except SyncopateError as error:
        return await playlist_form.again(visit, error, FORM)
    # What was there to show what is missing only is made a playlist, as which it is new.
    there = any((one.id, one.kind) == (added.id, added.kind) for one in before)
    return visit.to(f"playlists/{segment(mirror_id)}", said="kept_already" if there else "kept")


async def remove(visit: Visit) -> Response:
    """Keep it there no more; what was written goes too only when that is ticked."""
    await remove_target(
        visit.kit,
        visit.request.path_params["id"],
        visit.request.path_params["target"],
        delete=visit.field("delete") == "on",
    )
    return visit.back("kept_no_more")
