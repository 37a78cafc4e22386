"""A server that speaks as Jellyfin 10.11 does."""

from fakes.jellyfin.server import JellyfinFake

__all__ = ["JellyfinFake"]
