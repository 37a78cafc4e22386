"""AniList: scores and the planning list of anime, by the ids of AniList and MyAnimeList."""
