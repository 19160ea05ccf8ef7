"""Who did what to which record, when; append-only."""
