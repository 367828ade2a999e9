"""The page on the questions is made from them, and fresh."""

from __future__ import annotations

from pathlib import Path

from graph.questions.catalogue import page

DOCS = Path(__file__).parents[3] / "docs" / "questions.md"


def test_the_page_is_fresh() -> None:
    assert DOCS.read_text(encoding="utf-8") == page()
