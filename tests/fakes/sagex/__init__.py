"""SageTV with its plugin SageX: the web service, and what the server makes of what it is told."""

from fakes.sagex.model import Airing, Media, Part, Show, Watch
from fakes.sagex.server import FakeSageX

__all__ = ["Airing", "FakeSageX", "Media", "Part", "Show", "Watch"]
