"""What the store says of itself: kept and read back whole, also by and from other versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests_loading_bench import Bench

from graph.store.books import Books
from graph.store.loading import _keep_books

FULL = Books(
    digest="d" * 64,
    load=7,
    finished="2026-11-22T10:00:00+00:00",
    as_of="2026-11-22",
    loading="extra",
    schema="s",
    alongside=True,
    tables={"State": "t"},
    datasets={
        "iscm-seeds": {"name": "iscm-seeds", "title": "Été", "created": "2026-11-22",
                       "version": "1", "tables": {"State": "t"}, "whole": "yes"},
        "alpha": {"name": "alpha", "title": "Alpha"},
    },
)


def test_books_come_back_as_they_were_kept() -> None:
    assert Books.of(FULL.to_properties()) == FULL
    assert Books.of(Books().to_properties()) == Books()
    assert Books.of({"id": "iscm", "of_a_later_version": 1}) == Books()


def test_books_are_kept_by_every_server(bench: Bench) -> None:
    assert bench.store.books() == Books()
    bench.store.write(lambda tx: _keep_books(tx, FULL))
    assert bench.store.books() == FULL
    # What is no longer there goes.
    bench.store.write(lambda tx: _keep_books(tx, replace(FULL, loading="", datasets={})))
    assert bench.store.books() == replace(FULL, loading="", datasets={})
    assert bench.store.read("MATCH (b:IscmStore) RETURN count(b) AS n")[0]["n"] == 1


@pytest.mark.parametrize(
    ("books", "empty"),
    [
        (Books(), True),
        (Books(load=3), True),  # a restore has written the history alone
        (Books(loading="x"), False),
        (FULL, False),
    ],
)
def test_empty_means_nothing_whole_and_nothing_half_way(books: Books, empty: bool) -> None:
    assert books.empty is empty


def test_snapshot_is_told_of_every_data_set_in_order_of_names() -> None:
    meta = FULL.meta()
    assert [d["name"] for d in meta.datasets] == ["alpha", "iscm-seeds"]
    assert meta.datasets[0] == {"name": "alpha", "title": "Alpha", "created": "", "version": ""}
    assert meta.as_of == "2026-11-22"
    assert meta.load == {"id": 7, "finished": "2026-11-22T10:00:00+00:00"}
