"""Tautulli: when a user of a Plex server has watched what, each time with its date; it is only read."""
