"""Starts a real supysonic by hand: `python -m fakes.subsonic --port N [--tracks 200]`, from tests/."""

import argparse
import asyncio
import signal
import tempfile
from pathlib import Path

from fakes.subsonic.music import write_many, write_sound
from fakes.subsonic.server import Supysonic


async def run(port: int, tracks: int) -> None:
    """Serve until it is interrupted or ended."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_many(folder / "music", write_sound(folder / "plain.flac"), tracks)
        async with Supysonic(folder / "data", {"Music": folder / "music"}, port=port) as server:
            print(f"supysonic is at {server.address} (itself at {server.real_address})")  # noqa: T201
            for user, password in server.users.items():
                print(f"user {user}, password {password}")  # noqa: T201
            await ended.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="A real supysonic with songs of generated sound.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tracks", type=int, default=200)
    given = parser.parse_args()
    try:
        asyncio.run(run(given.port, given.tracks))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
