"""Whoever sees a clip can tell that a machine made it, and that it was this studio."""
