"""Benchmarks: every figure a ratio between two things measured in one run, in turn."""
