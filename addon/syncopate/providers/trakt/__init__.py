"""Trakt: what was watched, ratings and the watchlist of an account; it is told what plays."""
