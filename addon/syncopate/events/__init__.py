"""Typed events and their fan-out."""
