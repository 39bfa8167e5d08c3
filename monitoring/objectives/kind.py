"""Placeholder until the slice is written."""
