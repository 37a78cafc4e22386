"""TMDB: ratings and the watchlist of an account, and what others call its films and shows."""
