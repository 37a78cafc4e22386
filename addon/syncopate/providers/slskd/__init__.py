"""slskd: searches the Soulseek network for files, and fetches them into a folder that both see."""
