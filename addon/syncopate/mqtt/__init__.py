"""Discovery and state over MQTT."""
