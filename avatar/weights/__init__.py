"""The weights of the networks that make a face speak: where they come from, and how they are read."""
