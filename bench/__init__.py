"""Benchmarks: each prints a table of processor seconds, peak memory and ratios. `python -m bench` runs all of them."""
