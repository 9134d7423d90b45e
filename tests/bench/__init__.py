"""Measurements, run by hand: `python -m tests.bench.NAME`. They tell ratios of one run, never a promise in seconds."""
