"""Spotify: playlists, albums and liked songs of an account, and what is public without one."""
