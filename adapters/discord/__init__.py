"""Backchat in Discord."""
