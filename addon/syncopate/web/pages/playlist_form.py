"""The settings of one playlist: its name, and what is said of it in the form below its entries."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from syncopate.domain.playlist import TargetPolicy
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.store import mirrors
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.mirrors import LONGEST_LABEL, LONGEST_NAME, change_mirror, read_by
from syncopate.web.pages import playlist
from syncopate.web.pages.looking import NOBODY
from syncopate.web.pages.new_mirror import bounded
from syncopate.web.view.links import inside
from syncopate.web.visit import Visit

LONGEST_ADDRESS = 2000
NAME = "name"
"""The part of the page that renames; the rest is changed together."""


async def change(visit: Visit) -> Response:
    """Change what is in the form that was sent; what cannot be taken is shown again as it was typed."""
    mirror_id = visit.request.path_params["id"]
    before = await visit.kit.database.read(mirrors.get, mirror_id)
    try:
        await (_rename(visit, before) if visit.field("part") == NAME else _change(visit, before))
    except SyncopateError as error:
        return await again(visit, error, "/change")
    return visit.back("saved")


async def _rename(visit: Visit, before: Mirror) -> None:
    name = bounded(visit, "name", LONGEST_NAME)
    own = name if name and name != before.source_name else None
    await change_mirror(visit.kit, before.id, MirrorChanges(custom_name=own))


async def _change(visit: Visit, before: Mirror) -> None:
    changes = MirrorChanges(
        label=bounded(visit, "label", LONGEST_LABEL) or None,
        interval_days=_days(visit),
        enabled=visit.field("enabled") == "on",
        policy=_policy(visit, before),
        custom_cover=bounded(visit, "cover_url", LONGEST_ADDRESS) or None,
    )
    await change_mirror(visit.kit, before.id, changes)
    await _read_by(visit, before)


async def _read_by(visit: Visit, before: Mirror) -> None:
    """Have it read by another login, where one is chosen."""
    said = visit.field("read_by")[:100]
    account = None if said == NOBODY else said
    if said and account != before.account_id:
        await read_by(visit.kit, before.id, account)


def _days(visit: Visit) -> int:
    text = visit.field("interval_days")
    if not text.isascii() or not text.isdecimal() or len(text) > 3:  # noqa: PLR2004 -- longer numbers are too large
        raise InvalidInput("The interval is 0 to 365 days.", field="interval_days")
    return int(text)


def _policy(visit: Visit, before: Mirror) -> TargetPolicy:
    asked = visit.field("policy")
    return TargetPolicy(asked) if asked in {item.value for item in TargetPolicy} else before.policy


async def again(visit: Visit, error: SyncopateError, form: str) -> Response:
    """Show the page that a form stood on, with the same entries, and what is wrong beside its field.

    `form` is the end of the address that it was sent to.
    """
    path, _, query = inside(visit.field("back")).partition("?")
    mine = path == visit.path.removeprefix("/").removesuffix(form)
    scope = {**visit.request.scope, "query_string": query.encode() if mine else b""}
    request = Request(scope, visit.request.receive)
    return await playlist.show(replace(visit, request=request), error, visit.field("back") if mine else "")
