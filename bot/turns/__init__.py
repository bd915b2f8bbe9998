"""What a turn of a conversation passes through around the core: once only, not too fast, in its context."""
