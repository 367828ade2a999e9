"""Measures on plain matrices and lists of numbers: they know nothing of snapshots or files."""
