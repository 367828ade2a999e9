"""Files to rows of text with their place: CSV in all its shapes, folders, descriptors."""

from __future__ import annotations

import codecs
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput, Fault
from loaders.tables import Folder, files_of, read

HEADER = "id,name,basis\n"


def table(tmp_path: Path, content: bytes | str, name: str = "themes.csv") -> Folder:
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / name).write_bytes(raw)
    return read(tmp_path / name)


def practice(tmp_path: Path, content: bytes | str) -> Folder:
    return table(tmp_path, content, "recommendation_groups.csv")


def cells(folder: Folder) -> list[tuple[int, dict[str, str]]]:
    assert folder.faults == ()
    return [(line.number, dict(line.cells)) for table in folder.tables for line in table.lines]


ONE = [(2, {"id": "a", "name": "A", "basis": "read"})]


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "a,A,read\n",
        HEADER + "a,A,read",
        HEADER.replace("\n", "\r\n") + "a,A,read\r\n",
        codecs.BOM_UTF8.decode() + HEADER + "a,A,read\n",
        '"id","name","basis"\n"a","A","read"\n',
        HEADER + "a,A,read,,\n",
        "id,name,basis,,\na,A,read,,\n",
        HEADER + "a,A,read\n\n,,\n",
    ],
    ids=["plain", "no newline at the end", "CRLF", "BOM", "quoted", "empty cells at the end",
         "empty columns at the end", "empty rows at the end"],
)
def test_the_shapes_of_a_csv(tmp_path: Path, content: str) -> None:
    assert cells(practice(tmp_path, content)) == ONE


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    folder = practice(tmp_path, HEADER + 'a,"two\nlines, ""quoted""",read\n\nb,B,read\n')
    assert cells(folder) == [
        (2, {"id": "a", "name": 'two\nlines, "quoted"', "basis": "read"}),
        (4, {"id": "b", "name": "B", "basis": "read"}),
    ]


def test_only_a_header_is_a_table_without_rows(tmp_path: Path) -> None:
    folder = practice(tmp_path, HEADER)
    assert cells(folder) == []
    assert [t.kind.name for t in folder.tables] == ["RecommendationGroup"]


@pytest.mark.parametrize("content", ["", "\n", codecs.BOM_UTF8, " , ,\n"],
                         ids=["no byte", "a newline", "a BOM", "blank names"])
def test_an_empty_file_is_a_fault(tmp_path: Path, content: bytes | str) -> None:
    folder = practice(tmp_path, content)
    assert folder.faults == (
        Fault("recommendation_groups.csv", 1, "", "nothing", "a row of column names"),
    )
    assert folder.tables == ()
    assert folder.unread == {"RecommendationGroup"}


def test_bytes_of_another_encoding_are_placed(tmp_path: Path) -> None:
    raw = (HEADER + 'a,"A\nline",read\nb,São Tomé,read\n').encode("cp1252")
    (fault,) = practice(tmp_path, raw).faults
    assert (fault.file, fault.row) == ("recommendation_groups.csv", 3)
    assert (fault.found, fault.expected) == ("byte 0xe3", "text in UTF-8")


def test_utf_16_is_refused(tmp_path: Path) -> None:
    (fault,) = practice(tmp_path, (HEADER + "a,A,read\n").encode("utf-16")).faults
    assert (fault.row, fault.expected) == (1, "text in UTF-8")


def test_nul_bytes_are_a_fault_of_their_cell(folder: Path) -> None:
    from loaders.data_set import open_data_set

    file = folder / "themes.csv"
    file.write_bytes(file.read_bytes().replace(b"Retour", b"Ret\0our"))
    with pytest.raises(BadInput) as caught:
        open_data_set(folder)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("themes.csv", 2, "name_fr")
    assert "control characters" in fault.expected


def test_a_quote_that_does_not_end(tmp_path: Path) -> None:
    (fault,) = practice(tmp_path, HEADER + 'a,A,read\nb,"B,read\nc,C,read\n').faults
    assert (fault.row, fault.expected) == (3, "a CSV file")


def test_a_cell_without_measure(tmp_path: Path) -> None:
    before = csv.field_size_limit(1000)  # of the whole process: other libraries raise it
    try:
        (fault,) = practice(tmp_path, HEADER + f"a,A,read\nb,{'x' * 1001},read\n").faults
    finally:
        csv.field_size_limit(before)
    assert (fault.row, fault.expected) == (3, "a CSV file")


@pytest.mark.parametrize(
    ("row", "found"), [("a,A", "2 cells"), ("a", "1 cells"), ("a,A,read,more", "4 cells")]
)
def test_a_row_of_another_length(tmp_path: Path, row: str, found: str) -> None:
    folder = practice(tmp_path, HEADER + f"z,Z,read\n{row}\ny,Y,read\n")
    assert folder.faults == (
        Fault("recommendation_groups.csv", 3, "", found, "3, as many as the header has"),
    )
    assert [line.number for line in folder.tables[0].lines] == [2, 4]
    assert folder.lost == {"a"}


def test_an_unknown_column_names_the_nearest(tmp_path: Path) -> None:
    folder = practice(tmp_path, "id,nane,name,basis\na,b,A,read\n")
    (fault,) = folder.faults
    assert (fault.row, fault.column, fault.found) == (1, "nane", "nane")
    assert fault.expected == "a column of recommendation_groups.csv"
    assert fault.nearest == "name"
    assert len(folder.tables[0].lines) == 1, "its rows are judged all the same"


def test_a_column_that_is_like_no_other_has_no_nearest(tmp_path: Path) -> None:
    (fault,) = practice(tmp_path, "id,name,basis,qqqq\na,A,read,1\n").faults
    assert fault.nearest == ""


def test_a_doubled_column(tmp_path: Path) -> None:
    (fault,) = practice(tmp_path, "id,name,name,basis\na,A,B,read\n").faults
    assert (fault.row, fault.column, fault.found) == (1, "name", "twice")


def test_a_missing_required_column(tmp_path: Path) -> None:
    folder = practice(tmp_path, "id,basis\na,read\nb,read\n")
    (fault,) = folder.faults
    assert (fault.row, fault.column, fault.found) == (1, "name", "no such column")
    assert folder.unread == {"RecommendationGroup"}


def test_everything_wrong_with_a_header_is_listed_at_once(tmp_path: Path) -> None:
    faults = practice(tmp_path, "id,id,Name,sorces\n").faults
    assert {(f.column, f.found) for f in faults} == {
        ("id", "twice"), ("Name", "Name"), ("sorces", "sorces"), ("name", "no such column"),
        ("basis", "no such column"),
    }


def test_semicolons_between_columns_are_said_to_be_that(tmp_path: Path) -> None:
    (fault,) = practice(tmp_path, "id;name;basis\na;A;read\n").faults
    assert fault.expected == "columns separated by commas"


@pytest.mark.parametrize(("name", "nearest"), [("state", "states"), ("memberof", "member_of"),
                                               ("Mechanism", "mechanisms"), ("zzzz", "")])
def test_an_unknown_table_names_the_nearest(tmp_path: Path, name: str, nearest: str) -> None:
    (fault,) = table(tmp_path, HEADER, f"{name}.csv").faults
    assert (fault.found, fault.expected, fault.nearest) == (name, "the name of a table", nearest)


@pytest.mark.parametrize("name", ["MEMBER_OF.csv", "Member of.CSV", "member_of.csv"])
def test_names_of_tables_may_be_written_as_people_write_them(tmp_path: Path, name: str) -> None:
    folder = table(tmp_path, "from,to,spell,start,end,basis\n", name)
    assert folder.faults == ()
    assert folder.tables[0].kind.name == "MEMBER_OF"


def test_tables_of_derived_edges_are_not_taken(tmp_path: Path) -> None:
    (fault,) = table(tmp_path, "from,to,spell,basis\n", "sourced_from.csv").faults
    assert fault.expected == "the name of a table"


# -- folders ---------------------------------------------------------------------------------------


def test_a_missing_path(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no"):
        files_of(tmp_path / "nowhere")


def test_a_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no table")
    (tmp_path / "retired.csv").write_text("id,successor\n")
    with pytest.raises(BadInput, match="holds no tables"):
        files_of(tmp_path)


@pytest.mark.parametrize("name", ["table.xls", "table.txt", "table", "datapackage.json"])
def test_a_file_that_is_no_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEADER)
    with pytest.raises(BadInput, match="holds no tables"):
        files_of(tmp_path / name)


def test_files_of_a_folder_are_sorted_and_leftovers_left_out(tmp_path: Path) -> None:
    for name in ("themes.csv", "regions.csv", "~$book.xlsx", ".hidden.csv", "from_notes.csv",
                 "retired.csv", "readme.md", "datapackage.json"):
        (tmp_path / name).write_text("")
    assert [file.name for file in files_of(tmp_path)] == [
        "datapackage.json", "regions.csv", "themes.csv"
    ]


def test_the_files_digest_is_over_names_and_bytes(folder: Path) -> None:
    before = read(folder).files_digest()
    assert read(folder).files_digest() == before
    (folder / "readme.txt").write_text("not read")
    assert read(folder).files_digest() == before
    with (folder / "themes.csv").open("a") as file:
        file.write("\n")
    assert read(folder).files_digest() != before


# -- datapackage.json ------------------------------------------------------------------------------


def describe(folder: Path, package: Any) -> tuple[Fault, ...]:
    text = package if isinstance(package, str) else json.dumps(package)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return read(folder).faults


PACKAGE = {"name": "x", "created": "2026-11-22T00:00:00Z", "resources": [{"path": "themes.csv"}]}


def test_a_table_that_the_descriptor_names_and_that_is_not_there(folder: Path) -> None:
    (folder / "member_of.csv").unlink()
    found = read(folder)
    assert found.faults == (
        Fault("member_of.csv", 0, "", "no such file", "the table datapackage.json names"),
    )
    assert found.unread == {"MEMBER_OF"}


@pytest.mark.parametrize("text", ["", "{", "\ufeff{}", "nonsense"])
def test_a_descriptor_that_is_no_json(folder: Path, text: str) -> None:
    (fault,) = describe(folder, text)
    assert (fault.file, fault.expected) == (
        "datapackage.json", "a Data Package descriptor (JSON)"
    )


@pytest.mark.parametrize("package", [[], "[1, 2]", "null", "3", '"text"'])
def test_a_descriptor_that_is_no_object(folder: Path, package: Any) -> None:
    (fault,) = describe(folder, package)
    assert fault.expected == "a JSON object"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"name": ""}, "name"),
        ({"created": None}, "created"),
        ({"created": "yesterday"}, "created"),
        ({"created": "2026"}, "created"),
        ({"created": 20261122}, "created"),
        ({"resources": []}, "resources"),
        ({"resources": ["themes.csv"]}, "resources"),
        ({"resources": {"path": "themes.csv"}}, "resources"),
        ({"resources": [{"path": ["themes.csv"]}]}, "resources"),
        ({"resources": [{}]}, "resources"),
    ],
)
def test_a_descriptor_that_says_too_little(
    folder: Path, change: dict[str, Any], column: str
) -> None:
    (fault,) = describe(folder, PACKAGE | change)
    assert (fault.file, fault.column) == ("datapackage.json", column)


def test_a_descriptor_in_order(folder: Path) -> None:
    assert describe(folder, PACKAGE) == ()


def test_a_folder_without_descriptor_is_loose_tables(folder: Path) -> None:
    (folder / "datapackage.json").unlink()
    assert read(folder).package is None
    assert read(folder).faults == ()
