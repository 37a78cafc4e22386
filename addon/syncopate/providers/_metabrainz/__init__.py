"""What MusicBrainz and ListenBrainz share, since one foundation runs both: no provider by itself."""
