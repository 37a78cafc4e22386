"""Items as a real Jellyfin answered them to somebody."""

import json
import os
from pathlib import Path

import pytest
from syncopate.providers._mediabrowser import parse

_ROOT = Path(__file__).resolve().parents[4]
_SHARED = Path(os.environ.get("SYNCOPATE_SHARED_DATA") or _ROOT.parent / "shared" / "data")
_TRACKS = _SHARED / "recorded/music_assistant_server/server/providers/jellyfin/fixtures/tracks"


def test_recorded_tracks() -> None:
    if not _TRACKS.exists():
        pytest.skip(
            f"the recorded answers are not here: {_SHARED} (SYNCOPATE_SHARED_DATA names another folder)"
        )
    files = sorted(_TRACKS.glob("*.json"))
    assert len(files) >= 3
    for path in files:
        item = json.loads(path.read_text("utf-8"))
        track = parse.indexed_track(item, "Jellyfin").track
        assert track.title == item["Name"]
        assert track.artists == tuple(item["Artists"])
        assert track.number == (item.get("IndexNumber") or None)
        source = item["MediaSources"][0]
        assert (track.path, track.size) == (source["Path"], source["Size"])
        assert track.format is not None
        sound = next(one for one in source["MediaStreams"] if one["Type"] == "Audio")
        assert (track.format.codec, track.format.bitrate) == (sound["Codec"], round(sound["BitRate"] / 1000))
        assert track.duration is not None
        assert round(track.duration.total_seconds() * 10_000_000) == item["RunTimeTicks"]
