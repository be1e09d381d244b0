"""The desk: what was asked, by whom, what became of it."""
