"""Deezer: playlists, albums and charts by its public API."""
