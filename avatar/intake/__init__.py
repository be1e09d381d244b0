"""What people send: told by its content, decoded in a cell, stored as new."""
