"""Jellyfin, 10.9 and later."""
