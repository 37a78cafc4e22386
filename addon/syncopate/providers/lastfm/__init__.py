"""Last.fm: what its users love and play most, its charts and tags."""
