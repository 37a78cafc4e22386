"""Two accounts are linked once for each thing that is kept in step, or for titles that are not the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from engine.sync.watch.conftest import BOTH, MIRROR, Pair
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.watch import Feature, MediaType
from syncopate.errors import AlreadyExists
from syncopate.store import links
from syncopate.store.links import Link
from syncopate.sync.watch.linking import LinkChanges, NewLink, add_link, change_link

BACK = FeaturePolicy(to_left=True, to_right=False)


async def linked(pair: Pair, *ends: Any, **more: Any) -> Link:
    """Link two accounts."""
    left, right = ends
    wanted: Mapping[str, Any] = {"features": {Feature.HISTORY: MIRROR}, "two_way_understood": True, **more}
    return await add_link(pair.kit, NewLink(left_account_id=left.id, right_account_id=right.id, **wanted))


@pytest.mark.parametrize("policy", [MIRROR, BACK, BOTH])
async def test_the_same_is_not_kept_in_step_twice(pair: Pair, policy: FeaturePolicy) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await linked(pair, one, other, name="First", types=frozenset({MediaType.MOVIE, MediaType.EPISODE}))
    for ends in ((one, other), (other, one)):
        features = {Feature.RATINGS: policy, Feature.HISTORY: policy}
        for types in (None, frozenset({MediaType.MOVIE})):
            with pytest.raises(AlreadyExists, match="linked for history already, by First"):
                await linked(pair, *ends, features=features, types=types)
    assert len(await pair.kit.database.read(links.every)) == 1


async def test_what_is_not_the_same_is_linked_beside_it(pair: Pair) -> None:
    one, other, third = [await pair.tracker(name) for name in ("One", "Other", "Third")]
    films = frozenset({MediaType.MOVIE})
    await linked(pair, one, other, types=films)
    await linked(pair, one, other, features={Feature.RATINGS: BOTH})
    await linked(pair, one, third)
    await linked(pair, one, other, types=frozenset({MediaType.EPISODE}))


async def test_a_link_that_is_off_stands_in_nobodys_way_until_it_is_on(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    first = await linked(pair, one, other)
    second = await linked(pair, one, other, enabled=False, name="Second")
    with pytest.raises(AlreadyExists):
        await change_link(pair.kit, second.id, LinkChanges(enabled=True))
    await change_link(pair.kit, first.id, LinkChanges(enabled=False))
    await change_link(pair.kit, second.id, LinkChanges(enabled=True))
    with pytest.raises(AlreadyExists, match="by Second"):
        await change_link(pair.kit, first.id, LinkChanges(enabled=True))
    changed = await change_link(
        pair.kit, first.id, LinkChanges(enabled=True, features={Feature.WATCHLIST: MIRROR})
    )
    with pytest.raises(AlreadyExists):
        await change_link(
            pair.kit, changed.id, LinkChanges(features={Feature.WATCHLIST: MIRROR, Feature.HISTORY: BACK})
        )


async def test_two_that_were_there_before_can_be_called_otherwise(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await linked(pair, one, other)
    second = await linked(pair, one, other, enabled=False)
    await pair.kit.database.write(lambda c: links.change(c, replace(second, enabled=True)))
    renamed = await change_link(pair.kit, second.id, LinkChanges(name="Another", live=False))
    assert (renamed.name, renamed.enabled) == ("Another", True)
