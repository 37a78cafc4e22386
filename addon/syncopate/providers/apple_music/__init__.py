"""Apple Music: public playlists by their pages, albums and the catalogue by the iTunes API."""
