"""One folder for each place where people talk to Backchat: each draws a `Reply` and forwards messages and taps."""
