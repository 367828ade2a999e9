"""Several data sets in one graph: who states what, in any order, and what leaving leaves."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
import tests_made_data as made_data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_loading_bench import SERVERS, Bench, store_on
from tests_made_data import Raw, Rows, copied

from graph.digest import element_digest, graph_digest, table_digest
from graph.elements import Element
from graph.errors import BadInput
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.store.difference import SEEDS_NAME
from loaders.data_set import open_data_set
from loaders.opening import load_path, remove


@pytest.fixture
def base() -> Rows:
    return made_data.core(3)


def member(tail: str, head: str = "mechanism-0", **properties: str) -> Raw:
    return {"from": tail, "to": head, "spell": "0", "start": "2004-05", "end": "open",
            "basis": "read", "sources": "source-2", **properties}


def state(identity: str, **properties: str) -> Raw:
    return {"id": identity, "name": identity, "name_fr": identity, "name_es": identity,
            "start": "unknown", "end": "open", "basis": "recalled", **properties}


def stored(bench: Bench, kind: str, key: str) -> Element:
    return bench.store.read_some(SCHEMA.kind(kind), [key])[key]


def test_loose_tables_add_and_withdraw_only_when_told(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    rows: Rows = {"State": [state("XAA"), state("XAB")], "MEMBER_OF": [member("XAA")]}
    added = bench.load_loose(rows, "extra")
    assert added.listed == (
        ("created", "MEMBER_OF", "MEMBER_OF|XAA|mechanism-0|0"),
        ("created", "State", "XAA"), ("created", "State", "XAB"),
    )
    assert bench.load_loose(rows, "extra").moved == 0
    more = bench.load_loose({"State": [state("XAC")]}, "extra")
    assert more.listed == (("created", "State", "XAC"),)
    assert more.nodes["unchanged"] == 2
    assert bench.load_loose(rows, "extra").moved == 0, "what came between stays"
    less = bench.load_loose({"State": [state("XAC")]}, "extra", replace_rows=True)
    assert [what for what, _, _ in less.listed] == ["removed"] * 3
    assert bench.load(base).moved == 0
    assert bench.faults() == []
    assert {d["name"] for d in bench.served().meta.datasets} == {SEEDS_NAME, "extra"}
    assert first.digest != less.digest


def test_loose_tables_refer_to_what_they_stated_before(bench: Bench, base: Rows) -> None:
    bench.load(base)
    bench.load_loose({"State": [state("XAA")]}, "extra")
    edge: Rows = {"MEMBER_OF": [member("XAA")]}
    with pytest.raises(BadInput, match="1 fault"):
        bench.load_loose(edge, "extra", replace_rows=True)
    with pytest.raises(BadInput, match="1 fault"):
        bench.load_loose({"MEMBER_OF": [member("XAB")]}, "extra")
    added = bench.load_loose(edge, "extra")
    assert added.listed == (("created", "MEMBER_OF", "MEMBER_OF|XAA|mechanism-0|0"),)
    assert bench.faults() == []


def test_a_data_set_is_removed_without_a_trace(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    mine: Rows = {"State": [state("XAA")], "MEMBER_OF": [member("XAA"), member("SAA")]}
    bench.load_loose(mine, "extra")
    foreseen = remove(bench.store, bench.settings, "extra", dry_run=True)
    assert foreseen.digest == first.digest
    assert "extra" in bench.store.books().datasets
    with pytest.raises(BadInput, match="cannot be withdrawn"):
        remove(bench.store, bench.settings, SEEDS_NAME)
    with pytest.raises(BadInput, match="holds extra, iscm-seeds"):
        remove(bench.store, bench.settings, "extras")
    gone = remove(bench.store, bench.settings, "extra")
    assert (gone.digest, gone.listed) == (foreseen.digest, foreseen.listed)
    assert set(bench.store.books().datasets) == {SEEDS_NAME}
    assert not (bench.settings.home / "datasets" / "extra").exists()
    assert bench.faults() == []
    remove(bench.store, bench.settings, SEEDS_NAME)
    assert bench.store.books().empty
    assert bench.load(base).digest == first.digest


def test_what_gives_way_to_the_seeds_is_named(bench: Bench, base: Rows) -> None:
    edge, fact = member("SAA"), "MEMBER_OF|SAA|mechanism-0|0"
    rows = copied(base)
    rows["MEMBER_OF"] = [edge]
    bench.load(rows)
    same = bench.load_loose({"MEMBER_OF": [{**edge, "sources": "source-2"}]}, "extra")
    assert same.overruled == ()
    other = bench.load_loose({"MEMBER_OF": [{**edge, "start": "1999"}]}, "extra")
    assert other.overruled == (("MEMBER_OF", fact),)
    assert stored(bench, "MEMBER_OF", fact)["start"] == edge["start"]


def test_other_bytes_that_say_the_same_are_no_load(bench: Bench, base: Rows) -> None:
    bench.load(base)
    path = bench.write(base)
    table = path / "states.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    result = bench.load_path(path)
    assert (result.moved, result.load) == (0, 1)
    assert [one["id"] for one in bench.store.loads()] == [1]
    with bench.spied() as spy:
        bench.load_path(path)
    assert spy.writes == []


def test_replacing_after_the_same_rows_were_added_withdraws_the_rest(
    bench: Bench, base: Rows
) -> None:
    """The files are those of the last load; what was added before them has to go all the same."""
    bench.load(base)
    bench.load_loose({"State": [state("XAA")]}, "extra")
    bench.load_loose({"State": [state("XAB")]}, "extra")
    result = bench.load_loose({"State": [state("XAB")]}, "extra", replace_rows=True)
    assert result.listed == (("removed", "State", "XAA"),)


def test_two_that_state_the_same_share_it_and_part_without_a_trace(
    bench: Bench, base: Rows
) -> None:
    first = bench.load(base)
    fact = "MEMBER_OF|SAA|mechanism-1|0"
    alone = stored(bench, "MEMBER_OF", fact)
    node_alone = stored(bench, "State", "SAA")
    resource_alone = stored(bench, "Resource", "resource-0")
    rows: Rows = {
        "MEMBER_OF": [member("SAA", "mechanism-1", locators="p. 77", called="Guest")],
        "State": [state("SAA", aliases="Another name")],
        "Resource": [copied(base)["Resource"][0] | {"amount": "1"}],
    }
    result = bench.load_loose(rows, "extra")
    assert {(what, kind) for what, kind, _ in result.listed} >= {
        ("changed", "MEMBER_OF"), ("changed", "State"), ("changed", "Resource")
    }
    both = stored(bench, "MEMBER_OF", fact)
    assert both["dataset"] == [SEEDS_NAME, "extra"]
    assert both["sources"] == [*alone["sources"], "source-2"]
    assert both["locators"][-1] == "p. 77"
    assert both["called"] == alone["called"], "the seeds' values stand"
    assert stored(bench, "Resource", "resource-0")["amount"] == resource_alone["amount"]
    assert bench.faults() == []
    # Neither deletes the other's: the seeds without it, then again with it.
    without = copied(base)
    without["MEMBER_OF"] = [
        row for row in base["MEMBER_OF"] if (row["from"], row["to"]) != ("SAA", "mechanism-1")
    ]
    bench.load(without)
    left = stored(bench, "MEMBER_OF", fact)
    assert (left["dataset"], left["called"], left["sources"]) == (["extra"], "Guest", ["source-2"])
    assert "statements" not in left
    bench.load(base)
    assert stored(bench, "MEMBER_OF", fact) == both
    # The other leaves; every byte is as it was.
    bench.load_loose({"State": [state("XAA")]}, "extra", replace_rows=True)
    for kind, key, before in (("MEMBER_OF", fact, alone), ("State", "SAA", node_alone),
                              ("Resource", "resource-0", resource_alone)):
        after = stored(bench, kind, key)
        assert json.dumps(after, sort_keys=True) == json.dumps(before, sort_keys=True)
    assert bench.load({**base, "State": [*base["State"], state("XAA")]}).digest != first.digest
    assert bench.faults() == []


def test_whole_data_sets_are_independent_of_each_other(bench: Bench, base: Rows) -> None:
    other: Rows = {"Source": [{"id": "source-2", "name": "Theirs", "basis": "read"},
                              {"id": "source-9", "name": "Nine", "basis": "read"}]}
    one = bench.load(base)
    bench.load(other, "other")
    assert stored(bench, "Source", "source-2")["name"] != "Theirs"
    bench.load({"Source": other["Source"][:1]}, "other")
    assert bench.store.read_some(SCHEMA.kind("Source"), ["source-9"]) == {}
    assert bench.load(base).moved == 0
    assert bench.faults() == []
    assert bench.store.books().digest != one.digest


def test_what_another_data_set_refers_to_cannot_be_withdrawn(bench: Bench, base: Rows) -> None:
    bench.load(base)
    bench.load_loose({"MEMBER_OF": [member("SAB", "mechanism-0")]}, "extra")
    content = bench.content()
    going = made_data.without_node(base, "SAB")
    for dry_run in (True, False):
        with pytest.raises(BadInput, match=r"SAB .*extra.*MEMBER_OF\|SAB\|mechanism-0\|0"):
            bench.load(going, dry_run=dry_run)
        assert bench.content() == content


def test_relabelled_node_keeps_the_edges_of_other_data_sets(bench: Bench, base: Rows) -> None:
    first = bench.load(base)
    extra: Rows = {"MEMBER_OF": [member("SAA", "mechanism-0"),
                                 member("SAA", "mechanism-1", called="Guest")]}
    both = bench.load_loose(extra, "extra")
    relabelled = copied(base)
    row = relabelled["State"].pop(0)
    del row["official_status"]
    relabelled["Territory"].append(row)
    relabelled["FUNDS"] = [edge for edge in relabelled["FUNDS"] if edge["from"] != "SAA"]
    result = bench.load(relabelled)
    assert bench.faults() == []
    shared = stored(bench, "MEMBER_OF", "MEMBER_OF|SAA|mechanism-1|0")
    assert shared["dataset"] == [SEEDS_NAME, "extra"]
    assert stored(bench, "MEMBER_OF", "MEMBER_OF|SAA|mechanism-0|0")["dataset"] == ["extra"]
    assert result.digest == bench.store.snapshot().digest
    assert bench.load(base).digest == both.digest
    assert bench.faults() == []
    assert first.digest != both.digest


def test_label_that_another_data_set_gives_stands(bench: Bench, base: Rows) -> None:
    bench.load(base)
    row = state("SAA")
    with pytest.raises(BadInput) as caught:
        bench.load_loose({"Territory": [row]}, "extra")
    assert "State" in caught.value.faults[0].expected


def test_order_of_loading_does_not_matter(benches: list[Bench]) -> None:
    """Every order of three data sets that share facts, on one server or another."""
    sets = _variants()
    digests = set()
    for number, order in enumerate(itertools.permutations(sets)):
        bench = benches[number % len(benches)]
        bench.server.query("MATCH (n) DETACH DELETE n")
        for name in order:
            bench.load(sets[name][1], name)
        assert bench.faults() == []
        digests.add(bench.store.snapshot().digest)
    assert len(digests) == 1


# -- any sequence of loads of any variants, against a plain model -------------------------------

NAMES = (SEEDS_NAME, "alpha", "zeta")


def _variants() -> dict[str, list[Rows]]:
    """For each data set a few whole contents of its own that overlap with the others'."""
    made: dict[str, list[Rows]] = {}
    for name in NAMES:
        source = f"source-{name}"
        made[name] = []
        for number in range(4):
            rows: Rows = {
                "Source": [{"id": source, "name": source, "year": "2001", "basis": "read"},
                           {"id": "source-all", "name": name, "year": "2002", "basis": "read"}],
                "State": [state(i, name_fr=f"{name} {number}", basis="read", sources=source)
                          for i in ("SAA", "SAB", "SAC")[: number + 1]],
                "Mechanism": [{"id": "m-1", "name": "M", "level": "regional", "ring": "listed",
                               "start": "1996", "end": "open", "basis": "read",
                               "sources": "source-all"}],
                "Theme": [{"id": f"t-{i}", "name": f"T{i}", "name_fr": "", "name_es": "",
                           "basis": "recalled"} for i in range(3)],
            }
            for i, theme in enumerate(rows["Theme"]):
                theme |= {"name_fr": name, "name_es": "t"}
                if i == 0 and number:
                    theme["broader"] = f"t-{1 + number % 2}"
            rows["MEMBER_OF"] = [
                member(row["id"], "m-1", sources=f"source-all;{source}", locators=f";{number}",
                       **({"called": name} if number % 2 else {}))
                for row in rows["State"]
            ]
            made[name].append(rows)
    return made


def model_digest(versions: dict[str, dict[str, list[Element]]]) -> str:
    """The graph's digest, worked out from what each data set states, without the store's code."""
    tables: dict[str, str] = {}
    order = sorted(versions, key=lambda name: (name != SEEDS_NAME, name))
    for kind in SCHEMA.kinds:
        stated: dict[str, list[Element]] = {}
        for name in order:
            for element in versions[name].get(kind.name, ()):
                stated.setdefault(element[kind.key], []).append(element)
        tables[kind.name] = table_digest(
            (key, _merged(elements)["digest"]) for key, elements in stated.items()
        )
    return graph_digest(tables)


def _merged(elements: list[Element]) -> Element:
    if len(elements) == 1:
        return elements[0]
    merged: dict[str, Any] = {}
    located: dict[str, str] = {}
    for element in elements:
        merged = {**element, **merged}
        places = element.get("locators") or itertools.repeat("")
        for source, place in zip(element.get("sources", []), places, strict=False):
            located[source] = located.get(source) or place
    merged.pop("locators", None)
    if located:
        merged["sources"] = list(located)
        if any(located.values()):
            merged["locators"] = list(located.values())
    bases = {element["basis"] for element in elements}
    merged["basis"] = next(b for b in ("read", "derived", "recalled") if b in bases)
    if merged["basis"] != "derived":
        merged.pop("rule", None)
    merged["dataset"] = [element["dataset"][0] for element in elements]
    merged["statements"] = [
        json.dumps(element, ensure_ascii=False, sort_keys=True) for element in elements
    ]
    merged["digest"] = element_digest(merged)
    return merged


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVERS)
def test_any_sequence_of_loads_ends_where_a_plain_model_says(
    name: str, _get_server: Any,  # noqa: PT019
    tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = _get_server(name)
    folder = tmp_path_factory.mktemp("sequences")
    store = store_on(server, folder)
    home = Settings(folder)
    variants = _variants()
    paths = {
        (each, number): made_data.write(folder / f"{each}-{number}", rows, name=each)
        for each, some in variants.items() for number, rows in enumerate(some)
    }
    elements = {key: open_data_set(path).elements() for key, path in paths.items()}

    @settings(
        max_examples=6, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), database=None,
    )
    @given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 3)),
                    min_size=3, max_size=7))
    def run(loads: list[tuple[str, int]]) -> None:
        server.query("MATCH (n) DETACH DELETE n")
        held: dict[str, dict[str, list[Element]]] = {}
        for each, number in loads:
            before = model_digest(held)
            held[each] = elements[each, number]
            result = load_path(store, home, paths[each, number])
            assert result.digest == model_digest(held)
            assert (result.digest == before) == (result.moved == 0)
        assert store.snapshot().digest == model_digest(held)

    try:
        run()
    finally:
        store.driver.close()
