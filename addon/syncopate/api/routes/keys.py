"""Routes of API keys."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context
from syncopate.api.inputs import Id
from syncopate.api.present.system import key_view
from syncopate.api.wire.system import ApiKeyCreate, ApiKeyCreated, ApiKeyList
from syncopate.sync.keyring import KeyRing

router = APIRouter(tags=["api keys"])


@router.get("/api-keys", responses=problems())
async def list_keys(context: Context, _caller: Admin) -> ApiKeyList:
    """Return all keys, revoked ones too; never the keys themselves."""
    return ApiKeyList(items=[key_view(key) for key in await KeyRing(context.kit).every()])


@router.post("/api-keys", responses=problems(413), status_code=201)
async def create_key(context: Context, _caller: Admin, wanted: ApiKeyCreate) -> ApiKeyCreated:
    """Make a key; it is shown this once."""
    text, key = await KeyRing(context.kit).create(
        wanted.name, wanted.scopes, per_minute=wanted.per_minute, expires_at=wanted.expires_at
    )
    return ApiKeyCreated(key=text, item=key_view(key))


@router.delete("/api-keys/{key_id}", responses=problems(404), status_code=204)
async def revoke_key(context: Context, _caller: Admin, key_id: Id) -> None:
    """Revoke it at once, with the sessions that began with it."""
    await KeyRing(context.kit).revoke(key_id)
