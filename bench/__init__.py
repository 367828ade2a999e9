"""Benchmarks, each a command: `python -m bench.loads --scale 1`. See bench/README.md."""
