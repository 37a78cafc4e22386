"""What sources of files say of themselves, and what is wrong with one."""

from collections.abc import Sequence

from syncopate.web.texts import N_

PROVIDERS: Sequence[str] = (
    N_("A cookies.txt of a browser that is signed in, for what others are not shown; only read."),
    N_("All but the original is converted where the site does not have it, by ffmpeg."),
    N_("Download folder as slskd sees it"),
    N_("Empty: as slskd itself says."),
    N_("File of cookies"),
    N_("Finished files are taken from here."),
    N_("Folder"),
    N_("Format"),
    N_("From Lidarr under Settings, General."),
    N_("From slskd's configuration: web, authentication, api_keys; its role has to be readwrite."),
    N_("Hands missing albums to your Lidarr, which searches for each once and fetches it."),
    N_("Largest file in MB"),
    N_("Left out of searches"),
    N_("Lidarr"),
    N_("Links of all four sites are taken whatever is chosen here."),
    N_("Metadata profile"),
    N_("Of Lidarr, e.g. http://192.168.1.2:8686."),
    N_("Of slskd, e.g. http://192.168.1.2:5030."),
    N_("Quality profile"),
    N_("Root folder"),
    N_("Searched at"),
    N_("Searches Soulseek by your slskd, and fetches files into its download folder."),
    N_("Searches YouTube and SoundCloud; takes links of Bandcamp and the Internet Archive, too."),
    N_("Seconds between requests"),
    N_("Set on artists that are added, parted by commas; those that Lidarr lacks are made."),
    N_("Sites shut out who asks too fast."),
    N_("Staging folder"),
    N_("Tags"),
    N_("Takes what is missing from a folder that you put files into, by their tags and names."),
    N_("The folder you put files into, as the engine sees it; it may not be part of a library."),
    N_("The path of a root folder of Lidarr's, for artists it does not have yet. Empty: its first."),
    N_("The same folder as Syncopate sees it"),
    N_("What is larger is not fetched to its end."),
    N_("What it is called in Lidarr. Empty: that of the root folder."),
    N_("Words and names that Soulseek does not search for, parted by commas."),
    N_("both"),
    N_("m4a"),
    N_("mp3"),
    N_("opus"),
    N_("original"),
    N_("slskd"),
    N_("soundcloud"),
    N_("youtube"),
    N_("yt-dlp"),
)
"""What providers say of themselves."""

DETAILS: Sequence[str] = (
    N_("Address and API key of Lidarr are needed."),
    N_("Address and API key of slskd are needed."),
    N_("Lidarr has no metadata profile {wanted}; it has: {there}."),
    N_("Lidarr has no quality profile {wanted}; it has: {there}."),
    N_("Lidarr has no root folder yet."),
    N_("Lidarr has no root folder {wanted}; it has: {there}."),
    N_("No word is left to search for."),
    N_("That is neither words to search for nor a link of a site that is asked."),
    N_("The file of cookies {path} cannot be read."),
    N_("The staging folder is not named."),
    N_(
        "These are not the same folder: {name} lies in {remote} of slskd and not in {local} here. "
        "Give both the same place."
    ),
    N_(
        "These are not the same folder: {remote} of slskd is empty and {local} here is not. Give "
        "both the same place."
    ),
    N_("ffmpeg is not on this machine: it is needed for {format}; the original needs none."),
    N_("slskd answers, but is not logged in to Soulseek (its state: {state})."),
    N_("slskd is not connected to Soulseek."),
    N_("slskd is too old: it is {told}, {wanted} or later is needed."),
    N_("slskd puts finished files into {told}, and {remote} was entered."),
    N_("slskd's download folder is needed, as Syncopate sees it."),
    N_("{local} cannot be read here ({why}): it should be {remote} of slskd."),
)
"""Sentences that their errors come with."""
