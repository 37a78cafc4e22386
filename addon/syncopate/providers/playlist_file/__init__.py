"""Playlists from files: CSV, TSV, TXT, M3U, XSPF, JSPF, however they are encoded."""
