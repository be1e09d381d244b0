"""Many pictures in flight, stepped together."""
