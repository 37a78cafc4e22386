"""Qobuz's web API and the shop's album pages, as far as they are publicly known, with made-up music."""
