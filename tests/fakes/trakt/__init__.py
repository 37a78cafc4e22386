"""Trakt's API (version 2, as of 2026) and its logins, with made-up titles and users that tests change."""
