"""Routes of the people of the household."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context, Reader
from syncopate.api.inputs import Id
from syncopate.api.present.servers import member_view
from syncopate.api.wire.servers import MemberChange, MemberList, MemberUserChange, MemberView
from syncopate.store import members
from syncopate.sync import members as use_cases

router = APIRouter(tags=["members"])


@router.get("/members", responses=problems())
async def list_members(context: Context, _caller: Reader) -> MemberList:
    """Return all members."""
    return MemberList(
        items=[member_view(member) for member in await context.kit.database.read(members.every)]
    )


@router.post("/members", responses=problems(409, 413), status_code=201)
async def add_member(context: Context, _caller: Admin, wanted: MemberChange) -> MemberView:
    """Add one."""
    return member_view(await use_cases.add_member(context.kit, wanted.name))


@router.patch("/members/{member_id}", responses=problems(404, 409, 413))
async def rename_member(context: Context, _caller: Admin, member_id: Id, wanted: MemberChange) -> MemberView:
    """Give another name."""
    return member_view(await use_cases.rename_member(context.kit, member_id, wanted.name))


@router.delete("/members/{member_id}", responses=problems(404), status_code=204)
async def remove_member(context: Context, _caller: Admin, member_id: Id) -> None:
    """Remove one; what was theirs becomes the household's."""
    await context.kit.database.write(members.remove, member_id)


@router.put("/members/{member_id}/users/{account_id}", responses=problems(404, 409, 413, 502))
async def set_member_user(
    context: Context, _caller: Admin, member_id: Id, account_id: Id, wanted: MemberUserChange
) -> MemberView:
    """Say who a member is on an account's server; null forgets it."""
    changed = await use_cases.set_member_user(context.kit, member_id, account_id, wanted.user)
    return member_view(changed)
