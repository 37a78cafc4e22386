"""yt-dlp: sound from YouTube, SoundCloud, Bandcamp and the Internet Archive, each in a process of its own."""
