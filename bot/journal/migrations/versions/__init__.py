"""One file a step; the newest is what `bot.journal.tables` describes."""
