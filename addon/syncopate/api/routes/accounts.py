"""Routes of accounts."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context, Controller, Reader
from syncopate.api.inputs import Id
from syncopate.api.present.services import account_view
from syncopate.api.wire.accounts import AccountCreate, AccountList, AccountPatch, AccountTest, AccountView
from syncopate.store import accounts
from syncopate.sync import accounts as use_cases

router = APIRouter(tags=["accounts"])


@router.get("/accounts", responses=problems())
async def list_accounts(context: Context, _caller: Reader) -> AccountList:
    """Return all accounts; secrets are never given back."""
    stored = await context.kit.database.read(accounts.every)
    return AccountList(items=[account_view(account) for account in stored])


@router.post("/accounts", responses=problems(404, 409, 413, 502), status_code=201)
async def add_account(context: Context, _caller: Admin, wanted: AccountCreate) -> AccountView:
    """Add an account and try it."""
    account = await use_cases.add_account(
        context.kit, provider=wanted.provider, name=wanted.name, settings=wanted.settings
    )
    return account_view(account)


@router.get("/accounts/{account_id}", responses=problems(404))
async def read_account(context: Context, _caller: Reader, account_id: Id) -> AccountView:
    """Return one account."""
    return account_view(await context.kit.database.read(accounts.get, account_id))


@router.patch("/accounts/{account_id}", responses=problems(404, 409, 413, 502))
async def change_account(
    context: Context, _caller: Admin, account_id: Id, changes: AccountPatch
) -> AccountView:
    """Change its name or settings; settings that are not named stay."""
    account = await use_cases.change_account(
        context.kit, account_id, name=changes.name, settings=changes.settings
    )
    return account_view(account)


@router.delete("/accounts/{account_id}", responses=problems(404), status_code=204)
async def remove_account(context: Context, _caller: Admin, account_id: Id) -> None:
    """Remove it with its libraries; of a tracker of our own also what it holds: export that before."""
    await use_cases.remove_account(context.kit, account_id)


@router.post("/accounts/{account_id}/test", responses=problems(404, 409, 502))
async def check_account(context: Context, _caller: Controller, account_id: Id) -> AccountTest:
    """Try whether it works, changing nothing."""
    health = await use_cases.check_account(context.kit, account_id)
    return AccountTest(ok=health.ok, key=health.reason, detail=health.detail)
