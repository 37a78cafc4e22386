"""Keeping two accounts in step, all pure: which records are one title, what changed, what is written."""
