"""Which rules are in force: verdicts found under other rules are found anew."""

MATCHER_REVISION = 9
"""Raised by hand with every change that may change a verdict, or the words that names are found by."""
