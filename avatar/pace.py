"""How fast clips play. Apart from the animators, because settings know it and must not import NumPy."""

FPS = 25  # pictures a second
KEY_FRAMES = 2 * FPS  # pictures that are encoded together: a range begins with a multiple of them
