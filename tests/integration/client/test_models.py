"""What the engine may say that this version has never heard of."""

from enum import Enum
from types import ModuleType

import pytest

from custom_components.syncopate.client import models

ENUMS = [each for each in vars(models).values() if isinstance(each, type) and issubclass(each, Enum)]


def test_there_are_enums() -> None:
    assert isinstance(models, ModuleType)
    assert len(ENUMS) > 10


@pytest.mark.parametrize("enum", ENUMS, ids=lambda each: each.__name__)
def test_a_value_that_is_new_is_unknown(enum: type[Enum]) -> None:
    assert enum("something new").name == "UNKNOWN"
