"""Plex: music libraries of a Plex Media Server, and the playlists, collections and ratings on it.

plex.tv is asked by `tv.py` (who one is, which servers, which people); the server itself by `wire.py`, the
only place that knows plexapi, in threads of the account's own. `client.py` puts both together:
it finds the server, keeps tokens, and hands out nothing but values that `parse.py` made.
"""
