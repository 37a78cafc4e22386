"""Routes of what happens at accounts by itself: addresses that servers tell it, and how listening goes."""

from fastapi import APIRouter, Request

from syncopate.access.hooks import path_of
from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context, Reader
from syncopate.api.inputs import Id
from syncopate.api.wire.live import AccountHook, AccountLive
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.providers.watching import HookBody
from syncopate.store import accounts, watch_hooks
from syncopate.sync.watch.live import hooks as use_cases
from syncopate.sync.watch.live.whose import Source

router = APIRouter(tags=["accounts"])


@router.post("/accounts/{account_id}/hook", responses=problems(404), status_code=201)
async def make_account_hook(
    context: Context, _caller: Admin, account_id: Id, request: Request
) -> AccountHook:
    """Make the address at which the account's server tells what happens; one from before ends.

    It is shown this once: whoever knows it can tell that something was played.
    """
    secret, hook = await use_cases.make_hook(context.kit, account_id)
    path = path_of(secret)
    base = context.engine.configuration_url or f"{request.url.scheme}://{request.url.netloc}"
    return AccountHook(url=f"{base.rstrip('/')}{path}", path=path, made_at=hook.made_at)


@router.delete("/accounts/{account_id}/hook", responses=problems(404), status_code=204)
async def remove_account_hook(context: Context, _caller: Admin, account_id: Id) -> None:
    """Make the address useless at once."""
    await use_cases.remove_hook(context.kit, account_id)


@router.get("/accounts/{account_id}/live", responses=problems(404))
async def get_account_live(context: Context, _caller: Reader, account_id: Id) -> AccountLive:
    """Tell how it stands with hearing what happens at an account."""
    account = await context.kit.database.read(accounts.get, account_id)
    hook = await context.kit.database.read(watch_hooks.of_account, account_id)
    able, state = registry.manifest_of(account.provider).capabilities, context.live.state(account_id)
    return AccountLive(
        can_listen=Capability.LISTENING in able,
        can_take_hooks=Capability.HOOKS in able,
        listens=state.listens,
        connected_at=state.connected_at,
        error=state.error,
        detail=state.detail,
        heard=state.heard,
        others=state.others,
        last_heard_at=state.last_heard_at,
        hook_made_at=None if hook is None else hook.made_at,
        hook_used_at=None if hook is None else hook.used_at,
    )


@router.post("/hooks/{secret}", status_code=204, include_in_schema=False)
async def take_hook(context: Context, secret: str, request: Request) -> None:
    """Take what a server tells, without a key: the address itself is the secret."""
    body = HookBody(content_type=request.headers.get("content-type", ""), body=await request.body())
    account_id, event = await use_cases.take_hook(context.kit, secret, body)
    if event is not None:
        context.live.hear(account_id, event, Source.HOOK)
