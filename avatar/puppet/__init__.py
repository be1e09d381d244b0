"""The animator that needs no weights: a photograph or a drawing is warped until it speaks."""
