"""Frames and sound become one file that every chat can show."""
