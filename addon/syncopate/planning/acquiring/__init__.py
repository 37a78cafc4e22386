"""What is fetched, when, and where it goes: decided on values."""
