"""Plex: what a user has seen on a Plex Media Server, its music libraries, and what is kept on it.

plex.tv is asked by `tv.py` (who one is, which servers, which people); the server itself by `wire.py`, the
only place that knows plexapi, in threads of the account's own. `client.py` puts both together:
it finds the server, keeps tokens, and hands out nothing but values that `parse.py`, `parse_titles.py` made.
Watchlists lie at Plex Discover, which `discover.py` asks.
"""
