"""Keys: made within bounds."""

from typing import TYPE_CHECKING

import pytest
from syncopate.errors import InvalidInput
from syncopate.sync.keyring import MOST_PER_MINUTE, KeyRing

if TYPE_CHECKING:
    from conftest import Household


@pytest.mark.parametrize("per_minute", [0, -1, MOST_PER_MINUTE + 1])
async def test_a_key_that_could_not_be_used_is_not_made(household: Household, per_minute: int) -> None:
    ring = KeyRing(household.kit)
    with pytest.raises(InvalidInput) as refused:
        await ring.create("Phone", ["read"], per_minute=per_minute)
    assert refused.value.placeholders == {"field": "per_minute"}
    assert await ring.every() == []
