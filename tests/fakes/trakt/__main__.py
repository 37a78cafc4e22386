"""Run by hand from tests/: python -m fakes.trakt --port 9051."""

import argparse
import asyncio
from datetime import UTC, datetime, timedelta

from fakes.trakt.server import Trakt


async def serve(port: int) -> None:
    """Serve until it is interrupted; every code is entered by anna at once."""
    fake = Trakt(port=port)
    anna = fake.add_user("anna")
    fake.access.applications["by-hand"] = "secret"
    film = fake.catalogue.movie("The Fake", 2011)
    show = fake.catalogue.show("Made Up", {0: 2, 1: 10})
    anna.watch(film, datetime.now(UTC) - timedelta(days=30))
    anna.rate(show, 8, datetime.now(UTC))
    access, refresh = fake.let_in(anna, "by-hand")
    async with fake:
        print(  # noqa: T201 -- for whoever started it
            f"Trakt (fake) at {fake.address}; client ID by-hand, client secret secret",
            f"access token {access}, refresh token {refresh}",
            sep="\n",
            flush=True,
        )
        while True:
            await asyncio.sleep(1)
            for device in fake.access.devices.values():
                if not device.state:
                    fake.access.enter(device.user_code, anna.username)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake Trakt with made-up titles.")
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
