"""Telegram: adapter, chat and process."""
