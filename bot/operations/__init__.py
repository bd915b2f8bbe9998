"""What lets an operator trust a serving process: logs, metrics, health, and an end where it cannot go on."""
