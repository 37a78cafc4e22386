"""Run by hand from tests/: python -m fakes.jellyfin --port 8096 --tracks 1000."""

from fakes.jellyfin.server import JellyfinFake
from fakes.mediabrowser.by_hand import run

if __name__ == "__main__":
    run(lambda port: JellyfinFake(port=port), "A fake Jellyfin with made-up music.")
