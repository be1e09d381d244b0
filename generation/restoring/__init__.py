"""Draws faces anew, sharp, in pictures and clips."""
