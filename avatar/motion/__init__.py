"""From a voice to what the face does in every frame, as SadTalker does it."""
