"""What runs in the process of its own: yt-dlp, within limits, for one request.

The request is one line of JSON at the standard input, answers are lines of JSON at the standard output:
`{"found": …}`, `{"running": …}`, `{"done": name}`, `{"failed": sentence}`. When the input is closed, whoever
asked is gone, and so is this.
"""

import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

_CPU_SECONDS = 900
_MEMORY = 2_000_000_000
"""Bytes of data; of addresses a JavaScript runtime takes many more than it uses."""
_FILES = 256
_SPARE = 20_000_000
"""Bytes more than the sound may have: other files are written, too."""
_MOST_ENTRIES = 100
_LONGEST = 500
NAME = "sound"
"""What the file is called, with the extension that it turns out to have."""
_TOLD = (
    *(
        "id",
        "title",
        "duration",
        "channel",
        "uploader",
        "track",
        "artist",
        "artists",
        "album",
        "release_year",
    ),
    *("url", "webpage_url", "ie_key", "extractor", "ext", "abr", "asr", "acodec", "filesize", "live_status"),
)


def main() -> int:
    """Serve one request."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_asker, daemon=True).start()
    _limit(int(asked.get("largest") or 0))
    # Whatever yt-dlp and its sites come up with is told, and is the end.
    sys.excepthook = _told
    _serve(asked)
    return 0


def _told(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    _tell(failed=_sentence(error))


def _end_with_asker() -> None:
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


def _limit(largest: int) -> None:
    """Bound what this and its children may use."""
    # A file that grows too large is then an error instead of the end.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_DATA: _MEMORY,
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_FSIZE: largest + _SPARE,
    }
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))


def _serve(asked: Mapping[str, Any]) -> None:
    from yt_dlp import YoutubeDL  # type: ignore[import-untyped]  # noqa: PLC0415 -- within the limits

    common = {
        "quiet": True,
        "noprogress": True,
        "no_warnings": True,
        "color": "never",
        "logger": _Silent(),
        "cachedir": False,
        "socket_timeout": 20,
        "retries": 2,
        "extractor_retries": 1,
        "sleep_interval_requests": asked["delay"],
        "allowed_extractors": asked["extractors"],
        "cookiefile": asked.get("cookies") or None,
    }
    if asked["do"] == "find":
        flat = {"extract_flat": "in_playlist", "playlist_items": f"1:{_MOST_ENTRIES}", "skip_download": True}
        with YoutubeDL(common | flat) as downloader:
            told = downloader.extract_info(asked["what"], download=False)
        _tell(found=_listed(told or {}))
        return
    _fetch(YoutubeDL, common, asked)


def _fetch(downloader_of: Any, common: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    place, largest, kind = Path(asked["place"]), int(asked["largest"]), asked["format"]
    steps = [] if kind == "original" else [{"key": "FFmpegExtractAudio", "preferredcodec": kind}]
    wanted = {"original": "bestaudio/best", "m4a": "bestaudio[ext=m4a]/bestaudio/best"}
    options = dict(common) | {
        "format": wanted.get(kind, "bestaudio/best"),
        "outtmpl": {"default": str(place / f"{NAME}.%(ext)s")},
        "noplaylist": True,
        "playlist_items": "1",
        "overwrites": True,
        "updatetime": False,
        "fragment_retries": 2,
        "max_filesize": largest,
        "match_filter": _is_no_stream,
        "progress_hooks": [_progress],
        "postprocessors": steps,
    }
    with downloader_of(options) as downloader:
        downloader.extract_info(asked["what"], download=True)
    made = sorted(path for path in place.glob(f"{NAME}.*") if path.suffix not in {".part", ".ytdl"})
    if not made:
        _tell(failed=f"It is larger than {largest // 1_000_000} MB, or no sound.")
        return
    handle = os.open(made[0], os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    _tell(done=made[0].name)


def _is_no_stream(info: Mapping[str, Any], *, incomplete: bool = False) -> str | None:
    del incomplete
    return "It is a stream that goes on." if info.get("is_live") else None


def _progress(told: Mapping[str, Any]) -> None:
    if told.get("status") == "downloading":
        total = told.get("total_bytes") or told.get("total_bytes_estimate")
        _tell(
            running={
                "done": told.get("downloaded_bytes") or 0,
                "total": None if total is None else round(total),
                "speed": None if told.get("speed") is None else round(told["speed"]),
                "left": told.get("eta"),
            }
        )


def _listed(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was found, as plain values; of a list that is what stands in it."""
    entries = told.get("entries")
    every = [told] if entries is None else [each for each in entries if each]
    return [
        {name: each[name] for name in _TOLD if isinstance(each.get(name), str | int | float | list)}
        for each in every[:_MOST_ENTRIES]
    ]


def _sentence(error: BaseException) -> str:
    said = " ".join(str(error).split()).removeprefix("ERROR: ")
    return said[:_LONGEST] or type(error).__name__


def _tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


class _Silent:
    """Takes what yt-dlp would print: the standard output is for answers."""

    def debug(self, _: str) -> None:
        """Take it."""

    info = warning = error = debug


if __name__ == "__main__":
    sys.exit(main())
