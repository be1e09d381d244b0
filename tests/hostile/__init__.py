"""Inputs that try to harm, made on the spot, and what must be answered."""
