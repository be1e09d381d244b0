"""Engines that speak, behind one protocol."""
