"""Ears and mouth: what people type comes in, pictures go out."""
