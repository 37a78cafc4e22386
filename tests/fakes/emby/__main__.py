"""Run by hand from tests/: python -m fakes.emby --port 8096 --tracks 1000."""

from fakes.emby.server import EmbyFake
from fakes.mediabrowser.by_hand import run

if __name__ == "__main__":
    run(lambda port: EmbyFake(port=port), "A fake Emby with made-up music.")
