"""What settings are called, and what they are good for, translated when shown."""

from collections.abc import Mapping

from syncopate.web.texts import N_

SECTIONS: Mapping[str, str] = {
    "web": N_("Pages"),
    "sync": N_("Syncing"),
    "matching": N_("Matching"),
    "export": N_("Export"),
    "mqtt": N_("MQTT and Home Assistant"),
    "history": N_("History"),
}

SETTINGS: Mapping[str, tuple[str, str]] = {
    "mqtt.enabled": (N_("Publish over MQTT"), N_("Home Assistant then finds Syncopate's devices by itself.")),
    "mqtt.host": (N_("Broker"), N_("Empty: the one the app was given at start.")),
    "mqtt.port": (N_("Port of the broker"), N_("1883 as a rule, 8883 with TLS.")),
    "mqtt.username": (N_("User"), ""),
    "mqtt.password": (N_("Password"), N_("Kept encrypted and never shown. Empty leaves it as it is.")),
    "mqtt.tls": (N_("Encrypt the connection (TLS)"), ""),
    "mqtt.discovery_prefix": (N_("Discovery prefix"), N_("“homeassistant”, unless you changed it there.")),
    "mqtt.base_topic": (N_("Base topic"), N_("All of Syncopate's topics begin with it.")),
    "sync.concurrency": (N_("Playlists at a time"), N_("1 to 16. Fewer is gentler to a small machine.")),
    "sync.default_interval_days": (
        N_("Interval of new playlists, in days"),
        N_("1: once a day. 7: once a week. 0: with every run."),
    ),
    "matching.aliases": (
        N_("Names of one artist"),
        N_("One artist a line, the names with = between them. Well-known names need no line."),
    ),
    "export.paths": (
        N_("Paths elsewhere"),
        N_("What paths begin with here, and what on the device that plays them: /music => Z:\\Music"),
    ),
    "history.keep_days": (N_("Keep the log, in days"), N_("Older runs and events are forgotten.")),
    "web.theme": (N_("Appearance"), N_("“auto” follows your device and Home Assistant.")),
    "web.language": (N_("Language"), N_("“auto” follows your browser.")),
}

CHOICES: Mapping[str, str] = {
    "auto": N_("automatic"),
    "light": N_("light"),
    "dark": N_("dark"),
    "en": "English",
    "de": "Deutsch",
}
