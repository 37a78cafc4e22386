"""A server that speaks as Emby 4.8 does."""

from fakes.emby.server import EmbyFake

__all__ = ["EmbyFake"]
