"""Wording in common, held against the same by dense matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.wording import Wordings, runs

words = st.lists(st.sampled_from(["return", "ratify", "protocol", "Women’s", "data", "x"]),
                 max_size=6).map(" ".join)


def dense(texts: list[str]) -> np.ndarray:
    """TF-IDF as in the textbooks: smoothed idf, rows of length one."""
    vocabulary = sorted({run for text in texts for run in runs(text)})
    counts = np.array([[runs(text)[run] for run in vocabulary] for text in texts], float)
    counts = counts.reshape(len(texts), len(vocabulary))
    idf = np.log((1 + len(texts)) / (1 + (counts > 0).sum(axis=0))) + 1
    weighted = counts * idf
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    weighted = np.divide(weighted, lengths, out=np.zeros_like(weighted), where=lengths > 0)
    return weighted @ weighted.T


@given(st.lists(words, min_size=2, max_size=5))
def test_it_is_the_cosine_of_dense_rows(texts: list[str]) -> None:
    expected = dense(texts)
    wordings = Wordings(texts)
    for one in range(len(texts)):
        for other in range(len(texts)):
            assert wordings.likeness(one, other) == pytest.approx(expected[one, other], abs=1e-9)
            assert wordings.likeness(one, other) == wordings.likeness(other, one)


def test_copied_text_is_alike_and_a_paraphrase_is_not() -> None:
    texts = ["Ratify the protocol on trafficking in persons.",
             "All should ratify the Protocol on trafficking in persons",
             "Become party to the treaty against the trade in human beings."]
    wordings = Wordings(texts)
    assert wordings.likeness(0, 0) == pytest.approx(1)
    assert wordings.likeness(0, 1) > 0.6 > wordings.likeness(0, 2)
