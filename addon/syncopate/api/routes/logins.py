"""Routes of logging in to servers and services, step by step."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context
from syncopate.api.inputs import Id
from syncopate.api.present.servers import login_view
from syncopate.api.wire.servers import LoginBegin, LoginGoOn, LoginView
from syncopate.errors import InvalidInput
from syncopate.sync import logins

router = APIRouter(tags=["accounts"])


@router.post("/logins", responses=problems(404, 409, 413, 502), status_code=201)
async def begin_login(context: Context, _caller: Admin, wanted: LoginBegin) -> LoginView:
    """Begin to log in to a provider, or again with an account that is there."""
    if (wanted.provider is None) == (wanted.account_id is None):
        raise InvalidInput("Either a provider is named or an account.", field="provider")
    state = await logins.begin_login(
        context.kit,
        provider=wanted.provider or "",
        method=wanted.method,
        answers=wanted.answers,
        name=wanted.name or "",
        account_id=wanted.account_id,
    )
    return login_view(state)


@router.post("/logins/{login_id}", responses=problems(404, 409, 413, 502))
async def go_on_with_login(context: Context, _caller: Admin, login_id: Id, given: LoginGoOn) -> LoginView:
    """Answer its questions, or ask whether it was confirmed by now."""
    return login_view(await logins.go_on_with_login(context.kit, login_id, given.answers))


@router.delete("/logins/{login_id}", responses=problems(), status_code=204)
async def forget_login(context: Context, _caller: Admin, login_id: Id) -> None:
    """Give it up."""
    await logins.forget_login(context.kit, login_id)
