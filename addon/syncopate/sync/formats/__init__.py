"""Writers of playlist files, pure: what is exported in, bytes out. `providers/playlist_file` reads them."""
