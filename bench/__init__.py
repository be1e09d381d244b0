"""Benchmarks: equality first, then ratios measured side by side."""
