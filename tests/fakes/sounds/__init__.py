"""A site with sounds: pages with a player, and the files behind them."""

from fakes.sounds.server import SoundSite, wave_of

__all__ = ["SoundSite", "wave_of"]
