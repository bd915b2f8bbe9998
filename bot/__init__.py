"""The core of Backchat: everything that is the same in Slack, in Discord and in a terminal."""

__version__ = "0.1.0"
