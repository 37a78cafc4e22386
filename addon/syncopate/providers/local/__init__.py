"""A tracker of our own: what was watched, how far, ratings and the watchlist, in a file beside the account."""
