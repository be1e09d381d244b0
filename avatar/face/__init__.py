"""Where faces are in a picture, and whether one of them can be made to speak."""
