"""An adapter of one's own: a model learns a handful of pictures."""
