"""Lidarr: is told which album is wanted, and finds and fetches it by itself."""
