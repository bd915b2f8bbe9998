"""Tools for people who tend the knowledge: how good the answers are, and where they are not."""
