"""One file a command; every chat platform shows them all."""
