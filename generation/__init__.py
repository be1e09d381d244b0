"""Words become pictures."""
