"""A tracker of our own: what was watched, how far, ratings and a watchlist, in the account's own folder."""
