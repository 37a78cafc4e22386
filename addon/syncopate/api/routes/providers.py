"""Routes of providers."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Reader
from syncopate.api.present.services import provider_view
from syncopate.api.wire.accounts import ProviderList
from syncopate.providers import registry

router = APIRouter(tags=["providers"])


@router.get("/providers", responses=problems())
async def list_providers(_caller: Reader) -> ProviderList:
    """Return the kinds of services, with the fields of their forms."""
    known = registry.manifests().values()
    return ProviderList(items=[provider_view(manifest) for manifest in known if not manifest.internal])
