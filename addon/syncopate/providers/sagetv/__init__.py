"""SageTV, by the web service of its plugin SageX."""
