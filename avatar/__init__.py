"""A voice and a face become a clip."""
