"""Networks that make pictures larger, and the tiles in which they do it."""
