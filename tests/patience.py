"""How long a test waits for what must happen."""

# Only a test that fails waits that long: the machine may have little time for us. That something happens soon
# is proven by what it comes before, never by the clock.
PATIENCE_S = 60.0
