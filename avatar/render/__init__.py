"""Draws the frames of a speaking face from coefficients, by the face-vid2vid networks that SadTalker uses."""
