"""Backchat in a terminal: the adapter that needs no token and no server."""
