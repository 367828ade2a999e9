"""Gives these tests the small data set of tests/small_data.py."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

# There are no packages under tests/ to import from: the module is read once and then found
# under this name by `import tests_small_data`.
if "tests_small_data" not in sys.modules:
    _spec = spec_from_file_location(
        "tests_small_data", Path(__file__).parents[1] / "small_data.py"
    )
    assert _spec is not None and _spec.loader is not None
    sys.modules[_spec.name] = module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules[_spec.name])
