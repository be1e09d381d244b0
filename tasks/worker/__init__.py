"""The worker: claims jobs, runs the engines, stores and settles."""
