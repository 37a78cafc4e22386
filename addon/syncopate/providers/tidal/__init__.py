"""TIDAL by its official API: playlists, albums and favourites of an account, links, the catalogue."""
