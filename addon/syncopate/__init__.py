"""Syncopate: keeps a household's media in step."""
