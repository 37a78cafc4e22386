"""The API of Discogs that keeps state: a database of releases, and people who have and want some of them."""
