"""What is said to have shelves for whoever has no login has some, and nothing else has."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from syncopate.domain.snapshot import Complete
from syncopate.providers import registry
from syncopate.providers.browsing import Browsable
from syncopate.providers.capability import Context
from syncopate.providers.manifest import Capability

NOBODY = "http://127.0.0.1:9"
"""Where nothing answers: nobody is asked for the first shelf."""

DOMAINS = [each.domain for each in registry.manifests().values() if Capability.PLAYLISTS in each.capabilities]


@pytest.mark.parametrize("domain", DOMAINS)
async def test_open_shelves(domain: str, context: Callable[..., Context]) -> None:
    manifest, given = registry.manifest_of(domain), replace(context(), settings={}, endpoints={"*": NOBODY})
    has_some = False
    if not manifest.needs_account:
        source = registry.playlist_source(domain, given)
        found = await source.browse("") if isinstance(source, Browsable) else Complete((), None)
        # Who has none for them says that it needs a login.
        assert isinstance(found, Complete) or found.reason == "not_configured"
        has_some = isinstance(found, Complete) and bool(found.items)
    assert has_some == manifest.open_shelves
    await given.connections.close()
