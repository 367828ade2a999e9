"""Loading, by one contract on every server: what moves, what does not, and what is left behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import tests_made_data as made_data
from tests_loading_bench import Bench
from tests_made_data import Rows, copied, without_node

from graph.errors import BadInput, StoreBusy, StoreError, StoreLoading
from graph.schema import SCHEMA
from graph.snapshot import Snapshot
from graph.store import bolt, loading, sending
from graph.store.loading import LoadResult
from loaders.opening import load_path
from loaders.seeds import SEEDS, open_seeds

SIZE = 3


@pytest.fixture
def base() -> Rows:
    """A few kinds, for speed."""
    return made_data.core(SIZE)


@pytest.fixture
def everything() -> Rows:
    """Every kind of the schema."""
    return made_data.rows(SIZE)


def from_files(bench: Bench, name: str = "iscm-seeds") -> Snapshot:
    return open_seeds(bench.path(name))


def assert_same_content(one: Snapshot, other: Snapshot) -> None:
    for kind in SCHEMA.kinds:
        ours = {element[kind.key]: element for element in one.elements(kind.name)}
        theirs = {element[kind.key]: element for element in other.elements(kind.name)}
        assert ours == theirs, kind.name
    assert one.digest == other.digest


def counts(result: LoadResult) -> dict[str, int]:
    """What moved, nodes and edges together."""
    names = ("created", "changed", "removed")
    return {name: result.nodes[name] + result.edges[name] for name in names}


# -- the same -----------------------------------------------------------------------------------


def test_first_load_holds_every_element_as_the_files_state_it(
    bench: Bench, everything: Rows
) -> None:
    result = bench.load(everything)
    files = from_files(bench)
    total = sum(files.count(kind.name) for kind in SCHEMA.kinds)
    assert counts(result) == {"created": total, "changed": 0, "removed": 0}
    assert result.load == 1
    assert result.digest == files.digest == bench.store.books().digest
    assert_same_content(bench.store.snapshot(), files)
    assert all(files.count(kind.name) for kind in SCHEMA.kinds), "a kind that no test loads"
    assert bench.faults() == []
    assert [one["id"] for one in bench.store.loads()] == [1]


def test_same_files_again_move_nothing_and_write_nothing(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    before, books = bench.content(), bench.store.books()
    with bench.spied() as spy:
        again = bench.load(base)
    assert spy.writes == []
    assert again.moved == 0
    assert again.nodes["unchanged"] == first.nodes["created"]
    assert again.edges["unchanged"] == first.edges["created"]
    assert (again.load, again.digest) == (first.load, first.digest)
    assert bench.store.books() == books
    assert bench.content() == before


def test_same_rows_in_another_order_move_nothing(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    again = bench.load({name: table[::-1] for name, table in base.items()})
    assert again.moved == 0
    assert again.digest == first.digest
    assert bench.faults() == []


def test_new_version_alone_is_noted_without_touching_an_element(bench: Bench, base: Rows) -> None:
    bench.load(base)
    path = bench.write(base, version="2", created="2027-01-01")
    with bench.spied() as spy:
        result = load_path(bench.store, bench.settings, path)
    assert result.moved == 0
    assert not [text for text in spy.writes if text.startswith("UNWIND")]
    assert bench.store.books().datasets["iscm-seeds"]["version"] == "2"
    assert bench.served().as_of == "2027-01-01"


# -- differences --------------------------------------------------------------------------------


def _changed(base: Rows) -> Rows:
    rows = copied(base)
    rows["Mechanism"][0]["purpose"] = "Another purpose"
    return rows


def _property_gone(base: Rows) -> Rows:
    rows = copied(base)
    for column in ("short_name", "objectives", "open_to_all", "website"):
        del rows["Mechanism"][0][column]
    del rows["MEMBER_OF"][0]["end_reason"]
    return rows


def _all_types_changed(base: Rows) -> Rows:
    rows = copied(base)
    rows["Resource"][0]["amount"] = "0.25"
    rows["Source"][0]["year"] = "1999"  # moves the bounds of all that rests on it
    rows["Meeting"][0]["online"] = "false"
    rows["Mechanism"][0]["objectives"] = "three"
    return rows


def _founded_later(base: Rows) -> Rows:
    rows = copied(base)
    rows["Mechanism"][0]["start"] = "2009-02-03"
    return rows


def _edge_gone(base: Rows) -> Rows:
    rows = copied(base)
    rows["MEMBER_OF"].pop(0)
    rows["ATTENDED"].pop()
    return rows


def _node_gone(base: Rows) -> Rows:
    return without_node(base, "organization-1")


def _table_gone(base: Rows) -> Rows:
    rows = copied(base)
    del rows["IN_CONTACT"]
    return rows


def _added(base: Rows) -> Rows:
    rows = made_data.core(SIZE + 1)
    for name, table in base.items():
        keys = {(row.get("id"), row.get("from"), row.get("to")) for row in table}
        rows[name] = copied(base)[name] + [
            row for row in rows[name]
            if (row.get("id"), row.get("from"), row.get("to")) not in keys
        ]
    return rows


def _other_spell(base: Rows) -> Rows:
    rows = copied(base)
    rows["MEMBER_OF"].append({**rows["MEMBER_OF"][0], "spell": "1", "start": "2008"})
    rows["CHAIRED"][0]["spell"] = "4"
    return rows


def _broader_elsewhere(base: Rows) -> Rows:
    rows = copied(base)
    rows["Theme"][0]["broader"] = "theme-2"
    del rows["Theme"][2]["broader"]
    return rows


CHANGES = [
    _changed, _property_gone, _all_types_changed, _founded_later, _edge_gone, _node_gone,
    _table_gone, _added, _other_spell, _broader_elsewhere,
]


def test_every_difference_is_predicted_then_made_then_undone(bench: Bench, base: Rows) -> None:
    bench.load(base)
    start = bench.store.books()
    for change in CHANGES:
        bench_content, books = bench.content(), bench.store.books()
        foreseen = bench.load(change(base), dry_run=True)
        assert foreseen.dry_run
        assert bench.content() == bench_content, change
        assert bench.store.books() == books, change
        done = bench.load(change(base))
        assert (done.nodes, done.edges, done.listed, done.digest) == (
            foreseen.nodes, foreseen.edges, foreseen.listed, foreseen.digest
        ), change
        assert done.moved, change
        assert done.load == books.load + 1
        assert_same_content(bench.store.snapshot(), from_files(bench))
        undone = bench.load(base)
        assert undone.digest == start.digest, change
        assert undone.moved == done.moved, change
    assert bench.faults() == []


def test_only_what_differs_is_sent(bench: Bench, base: Rows) -> None:
    bench.load(base)
    with bench.spied() as spy:
        result = bench.load(_changed(base))
    assert counts(result) == {"created": 0, "changed": 1, "removed": 0}
    assert result.listed == (("changed", "Mechanism", "mechanism-0"),)
    assert len([text for text in spy.writes if text.startswith("UNWIND")]) == 1
    newest = bench.store.loads()[0]
    assert newest["difference"] == [["changed", "Mechanism", "mechanism-0"]]
    assert newest["counts"]["nodes"]["changed"] == 1
    assert newest["dataset"] == "iscm-seeds"


def _relabelled(base: Rows, state: str = "SAA") -> Rows:
    """A State that becomes a Territory, with all its edges that a Territory may have."""
    rows = copied(base)
    (row,) = (row for row in rows["State"] if row["id"] == state)
    rows["State"].remove(row)
    del row["official_status"]
    rows["Territory"].append(row)
    rows["FUNDS"] = [edge for edge in rows["FUNDS"] if edge["from"] != state]
    return rows


def test_node_changes_its_label_and_keeps_its_edges(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    foreseen = bench.load(_relabelled(base), dry_run=True)
    result = bench.load(_relabelled(base))
    assert (foreseen.listed, foreseen.digest) == (result.listed, result.digest)
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []
    assert bench.store.read("MATCH (n {id: 'SAA'}) RETURN labels(n) AS l")[0]["l"] == ["Territory"]
    assert bench.load(base).digest == first.digest
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []


def test_node_and_its_edges_change_at_once_with_the_label(bench: Bench, base: Rows) -> None:
    bench.load(base)
    rows = _relabelled(base)
    for row in rows["MEMBER_OF"]:
        if row["from"] == "SAA":
            row["called"] = "Observer State"
    rows["ATTENDED"] = [row for row in rows["ATTENDED"] if row["from"] != "SAA"]
    result = bench.load(rows)
    assert result.digest == from_files(bench).digest
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []


def test_first_load_is_refused_as_a_whole_where_one_row_is_wrong(
    bench: Bench, base: Rows
) -> None:
    rows = copied(base)
    rows["MEMBER_OF"][0]["to"] = "mechanism-none"
    with pytest.raises(BadInput) as caught:
        bench.load(rows)
    assert [fault.found for fault in caught.value.faults] == ["mechanism-none"]
    assert bench.store.books().empty
    assert bench.content() == []


# -- in several transactions --------------------------------------------------------------------


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "ONE_TRANSACTION", 50)
    monkeypatch.setattr(sending, "BATCH", 20)


class Died(BaseException):
    """Stands for the end of the loading process: nothing catches it."""


def _load_and_die(bench: Bench, rows: Rows, after: int, loose: str = "") -> None:
    """Load, and stop for good after so many batches."""
    path = bench.write_loose(rows, loose) if loose else bench.write(rows)
    written = 0

    def progress(what: str, done: int, total: int) -> None:
        nonlocal written
        written += what == "Writing"
        if written > after:
            raise Died

    with pytest.raises(Died):
        load_path(bench.store, bench.settings, path, loose or None, progress=progress)


@pytest.mark.usefixtures("in_parts")
def test_large_load_goes_in_parts_and_is_marked_meanwhile(bench: Bench, base: Rows) -> None:
    seen: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        if what == "Writing" and 0 < done < total:
            seen.append(bench.store.books().loading)
            with pytest.raises(StoreLoading):
                bench.store.snapshot()

    with bench.spied() as spy:
        result = bench.load(base, progress=progress)
    assert spy.transactions > 10
    assert seen and set(seen) == {"iscm-seeds"}
    assert bench.store.books().loading == ""
    assert result.digest == from_files(bench).digest
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []


@pytest.mark.usefixtures("in_parts")
def test_load_that_died_is_said_served_around_and_repaired(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    rows = _added(_all_types_changed(base))
    _load_and_die(bench, rows, after=6)
    books = bench.store.books()
    assert (books.loading, books.load, books.digest) == ("iscm-seeds", 1, first.digest)
    with pytest.raises(StoreLoading):
        bench.store.snapshot()
    assert bench.served().digest == first.digest, "the last complete load"
    assert any("died half-way" in fault[2] for fault in bench.faults())
    other = made_data.core(2)
    with pytest.raises(StoreLoading, match="iscm-seeds"):
        bench.load_loose({"Source": [{**other["Source"][0], "id": "source-x"}]}, "extra")
    # The same files again: they are not what the store holds, although the books know them.
    result = bench.load(rows)
    assert result.moved > 0
    assert result.digest == from_files(bench).digest
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []


@pytest.mark.usefixtures("in_parts")
def test_first_load_that_died_is_repaired_by_the_next(bench: Bench, base: Rows) -> None:
    _load_and_die(bench, base, after=5)
    assert bench.store.books().loading == "iscm-seeds"
    assert not bench.store.books().empty
    with pytest.raises(StoreLoading):
        bench.served()
    # Not even by the same tables: the steward has taken one out meanwhile.
    result = bench.load(_node_gone(base))
    assert result.digest == from_files(bench).digest
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []


@pytest.mark.usefixtures("in_parts")
def test_repair_may_go_back_to_what_was_there_before(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    _load_and_die(bench, _relabelled(_all_types_changed(base)), after=8)
    result = bench.load(base)
    assert result.digest == first.digest
    assert_same_content(bench.store.snapshot(), from_files(bench))
    assert bench.faults() == []


@pytest.mark.usefixtures("in_parts")
def test_load_that_refers_to_others_is_repaired_on_another_machine(
    bench: Bench, base: Rows
) -> None:
    """Where no snapshot of the last complete load is kept, what others state is read anew."""
    bench.load(base)
    rows = {"MEMBER_OF": [
        {"from": "SAA", "to": "mechanism-2", "spell": str(n), "start": "unknown", "end": "open",
         "sources": "source-0", "basis": "read"} for n in range(1, 80)
    ]}
    _load_and_die(bench, rows, after=3, loose="extra")
    assert bench.store.books().loading == "extra"
    elsewhere = replace(bench.settings, home=bench.settings.home.with_name("elsewhere"))
    result = load_path(bench.store, elsewhere, bench.path("extra"), "extra")
    assert result.edges["created"] + result.edges["unchanged"] == 79
    assert bench.faults() == []


# -- reading ------------------------------------------------------------------------------------


def test_tables_read_in_pages_are_the_same(
    bench: Bench, everything: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.load(everything)
    whole = bench.store.snapshot()
    monkeypatch.setattr(bolt, "PAGE", 2)
    assert_same_content(bench.store.snapshot(), whole)


def test_snapshot_torn_by_a_load_is_refused(
    bench: Bench, base: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the load that began meanwhile has not ended yet."""
    bench.load(base)
    books = bench.store.books()
    read_elements = bench.store.read_elements

    def marked(kind: Any) -> Any:
        if kind.name == "Mechanism":
            bench.store.write(
                lambda tx: loading._keep_books(tx, replace(books, loading="iscm-seeds"))
            )
        return read_elements(kind)

    monkeypatch.setattr(bench.store, "read_elements", marked)
    with pytest.raises(StoreLoading):
        bench.store.snapshot()


def test_snapshots_of_all_servers_and_of_the_files_are_equal(
    benches: list[Bench], everything: Rows
) -> None:
    for bench in benches:
        bench.load(everything)
        bench.load(_all_types_changed(everything))
    files = from_files(benches[0])
    for bench in benches:
        assert_same_content(bench.store.snapshot(), files)
        assert bench.store.snapshot().table_digests == dict(
            files.table_digests, **bench.store.books().tables
        )


@pytest.mark.slow
def test_the_seeds_are_the_same_everywhere(benches: list[Bench]) -> None:
    files = open_seeds()
    for bench in benches:
        result = load_path(bench.store, bench.settings, SEEDS)
        assert result.digest == files.digest
        assert_same_content(bench.store.snapshot(), files)
        assert load_path(bench.store, bench.settings, SEEDS).moved == 0
        assert bench.faults() == []


# -- what must not be taken on trust ------------------------------------------------------------


def test_transaction_sent_twice_after_a_lost_commit_doubles_nothing(
    bench: Bench, base: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.load(base)
    write = bench.store.write

    def twice(work: Any) -> Any:
        write(work)
        return write(work)

    monkeypatch.setattr(bench.store, "write", twice)
    with pytest.raises(StoreError):
        bench.load(_added(base))
    monkeypatch.undo()
    assert bench.faults() == []
    assert bench.load(_added(base)).moved == 0
    assert bench.served().digest == from_files(bench).digest


def test_constraints_stand_for_kinds_that_a_newer_schema_brings(
    bench: Bench, base: Rows
) -> None:
    """A store that an older version filled is not empty, yet lacks them."""
    bench.load(base)
    bench.server.query("DROP CONSTRAINT iscm_claim_id IF EXISTS")
    bench.store.write(
        lambda tx: loading._keep_books(tx, replace(bench.store.books(), schema="older"))
    )
    bench.load(base)
    bench.load(_changed(base))
    names = {row["name"] for row in bench.server.query("SHOW CONSTRAINTS")}
    assert any("claim" in name.lower() for name in names), names


def test_files_changed_behind_the_books_are_repaired_by_loading_again(
    bench: Bench, base: Rows
) -> None:
    """The hint under a failed verify: load the data sets again."""
    first = bench.load(base)
    bench.server.query("MATCH (n:Mechanism {id: 'mechanism-0'}) SET n.digest = 'changed'")
    assert bench.faults()
    again = bench.load(_changed(base))
    back = bench.load(base)
    assert again.moved and back.digest == first.digest
    assert bench.faults() == []


# -- turns --------------------------------------------------------------------------------------


def test_second_load_waits_a_moment_and_is_told_to_come_back(bench: Bench, base: Rows) -> None:
    bench.load(base)
    with bench.store.turn():
        with pytest.raises(StoreBusy):
            bench.load(_changed(base))
        assert bench.store.snapshot().digest, "readers do not wait"
    assert bench.load(_changed(base)).moved == 1


def test_turn_is_given_back_after_an_error(bench: Bench, base: Rows) -> None:
    with pytest.raises(ZeroDivisionError), bench.store.turn():
        raise ZeroDivisionError
    with bench.store.turn():
        pass
    assert bench.load(base).load == 1
