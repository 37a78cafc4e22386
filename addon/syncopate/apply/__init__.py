"""Plans become calls on capability protocols."""
