"""Gives these tests the data sets and stores of tests/made_data.py and tests/loading_bench.py."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

# There are no packages under tests/ to import from: a module beside tests/conftest.py is read
# once and then found under this name by `import tests_NAME`.
for _name in ("made_data", "loading_bench"):
    if f"tests_{_name}" not in sys.modules:
        _spec = spec_from_file_location(
            f"tests_{_name}", Path(__file__).parents[2] / f"{_name}.py"
        )
        assert _spec is not None and _spec.loader is not None
        sys.modules[_spec.name] = module_from_spec(_spec)
        _spec.loader.exec_module(sys.modules[_spec.name])

from tests_loading_bench import bench, benches, embedded_bench, neo4j_bench  # noqa: E402

__all__ = ["bench", "benches", "embedded_bench", "neo4j_bench"]
