"""What the fakes of Jellyfin and Emby really share, since both servers grew out of one: items, users, scans."""
