"""Emby, 4.7 and later."""
