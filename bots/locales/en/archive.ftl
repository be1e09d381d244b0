# What somebody has in line, and what was made before
problem-already_started = This job is being made already, or has ended: its place in line cannot be changed.
