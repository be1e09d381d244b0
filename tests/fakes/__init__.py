"""Stand-ins over real sockets."""
