"""The clean-up takes along what uploads left that no playlist names."""

import os
from datetime import timedelta
from typing import Any

from syncopate.domain.run import ItemStatus, JobName, Trigger


async def test_the_clean_up_removes_uploads_that_no_playlist_names(engine: Any) -> None:
    folder = engine.folder / "playlist_file"
    folder.mkdir()
    for name, age in (("left~0123abcd.csv", timedelta(days=2)), ("new~0123abce.csv", timedelta(hours=1))):
        (folder / name).write_text("Title\nFoxglove\n")
        at = (engine.clock() - age).timestamp()
        os.utime(folder / name, (at, at))
    async with engine.jobs() as jobs:
        ended = await engine.ended((await jobs.run(JobName.CLEAN_UP, Trigger.SCHEDULE)).id)
    assert engine.items(ended.id) == {"history": ItemStatus.SYNCED}
    assert [path.name for path in folder.iterdir()] == ["new~0123abce.csv"]
