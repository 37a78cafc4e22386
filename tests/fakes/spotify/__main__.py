"""Run by hand from tests/: python -m fakes.spotify --tracks 250."""

import argparse
import asyncio

from fakes.spotify.accounts import CLIENT_ID
from fakes.spotify.server import FakeSpotify


async def serve(tracks: int) -> None:
    """Serve until it is interrupted."""
    fake = FakeSpotify()
    anna = fake.world.add_user("anna", "Anna")
    fake.accounts.at_browser = anna
    songs = fake.world.songs(tracks)
    playlist = fake.world.add_playlist(anna, "Everything", songs)
    for song in songs[:60]:
        fake.world.like(anna, song)
    async with fake:
        lines = (
            "SYNCOPATE_ENDPOINTS=" + " ".join(f"{host}={url}" for host, url in fake.endpoints.items()),
            f"client ID: {CLIENT_ID}; whoever is sent to the consent is Anna",
            f"https://open.spotify.com/playlist/{playlist.id}",
        )
        print(*lines, sep="\n", flush=True)  # noqa: T201 -- for whoever started it
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake Spotify with made-up music.")
    parser.add_argument("--tracks", type=int, default=250, help="how many tracks it has (default: 250)")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.tracks))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
