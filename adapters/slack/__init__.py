"""Backchat in Slack."""
