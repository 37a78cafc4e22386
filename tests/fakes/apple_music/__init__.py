"""Apple Music with made-up music: pages of playlists, and the API of the iTunes shop; stateful and strict."""
