"""Puts a face that speaks back into the whole photo, without a seam."""
