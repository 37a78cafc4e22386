"""What Jellyfin and Emby really share, since both grew out of Media Browser: no provider by itself."""
