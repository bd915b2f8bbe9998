"""Quality and speed, measured beside plain RapidFuzz in the same run."""
