from pathlib import Path

import pytest
from syncopate.errors import AlreadyServed
from syncopate.store.database import Database
from syncopate.store.lock import held_alone


async def test_a_folder_is_held_by_one_at_a_time(database: Database, tmp_path: Path) -> None:
    async with held_alone(tmp_path, database):
        with pytest.raises(AlreadyServed) as refused:
            async with held_alone(tmp_path, database):
                pass
        assert refused.value.placeholders == {"place": str(tmp_path)}
    async with held_alone(tmp_path, database):
        pass


async def test_a_database_elsewhere_is_held_too(database: Database, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    async with held_alone(one, database):
        with pytest.raises(AlreadyServed):
            async with held_alone(other, database):
                pass
    async with held_alone(other, database):
        pass
