"""docs/cookbook.md, made from the seeds: `python -m loaders.cookbook > docs/cookbook.md`."""

from __future__ import annotations

from graph.questions.cookbook import page
from loaders.seeds import open_seeds

if __name__ == "__main__":
    print(page(open_seeds()), end="")
