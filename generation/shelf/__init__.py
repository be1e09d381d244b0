"""Models that were added to a studio: what a file is, where it lies, and what is told about it."""
