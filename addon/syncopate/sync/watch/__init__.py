"""Keeping two accounts in step: reading, planning, guarding, writing, and what the user says of it."""
