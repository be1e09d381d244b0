"""Discord: adapter, chat and process."""
