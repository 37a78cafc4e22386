"""A music folder: its files are a library, playlists are written beside them as M3U8."""
