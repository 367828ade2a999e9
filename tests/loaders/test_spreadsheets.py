"""XLSX workbooks: the same data as in CSV give the same digest; what is no workbook is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from graph.errors import BadInput, Fault
from graph.snapshot import Snapshot
from loaders.data_set import open_data_set
from loaders.seeds import snapshot_of
from loaders.spreadsheets import Unreadable, sheets
from loaders.tables import read

Rows = dict[str, list[dict[str, str]]]


def book_of(tables: dict[str, list[list[Any]]], file: Path) -> Path:
    """A workbook with one sheet a table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def as_lists(small: Rows) -> dict[str, list[list[Any]]]:
    tables: dict[str, list[list[Any]]] = {}
    for name, rows in small.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        tables[name] = [columns, *([row.get(column) for column in columns] for row in rows)]
    return tables


def snapshot(path: Path) -> Snapshot:
    return snapshot_of(open_data_set(path, "small", default_created="2026-11-22"))


def faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        open_data_set(path)
    return caught.value.faults


GROUPS = ["id", "name", "basis"]


def group(tmp_path: Path, *rows: list[Any], header: list[Any] = GROUPS) -> Path:
    return book_of({"recommendation_groups": [header, *rows]}, tmp_path / "groups.xlsx")


# -- the same data ---------------------------------------------------------------------------------


def test_csv_and_xlsx_give_the_same_digest(tmp_path: Path, small: Rows, folder: Path) -> None:
    book = book_of(as_lists(small), tmp_path / "book.xlsx")
    assert snapshot(book).digest == snapshot(folder).digest


def test_types_that_a_spreadsheet_makes_of_texts_make_no_difference(
    tmp_path: Path, small: Rows, folder: Path
) -> None:
    def typed(text: str | None) -> Any:
        if text is None:
            return None
        if text in ("true", "false"):
            return text == "true"
        if text.count("-") == 2 and text[:4].isdigit():
            return datetime.fromisoformat(text)
        try:
            return float(text) if not text.startswith("0") or text == "0" else text
        except ValueError:
            return text

    tables = {
        name: [rows[0], *([typed(cell) for cell in row] for row in rows[1:])]
        for name, rows in as_lists(small).items()
    }
    seen = {type(cell) for rows in tables.values() for row in rows for cell in row}
    assert {bool, datetime, float} <= seen
    assert snapshot(book_of(tables, tmp_path / "b.xlsx")).digest == snapshot(folder).digest


def test_tables_may_be_spread_over_csv_and_workbooks(
    tmp_path: Path, small: Rows, folder: Path, write: Callable[..., Path]
) -> None:
    lists = as_lists(small)
    some = {name: lists.pop(name) for name in ("states", "member_of")}
    mixed = write(tmp_path / "mixed", {n: small[n] for n in lists}, whole=False)
    book_of(some, mixed / "people.xlsx")
    assert snapshot(mixed).digest == snapshot(folder).digest


def test_titles_of_sheets_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    book = book_of({"Recommendation Groups": [GROUPS, ["a", "A", "recalled"]]},
                   tmp_path / "x.xlsx")
    assert [table.kind.name for table in read(book).tables] == ["RecommendationGroup"]


# -- cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2004, 5, 17), "yyyy-mm-dd", "2004-05-17"),
        (datetime(2004, 5, 17, 13, 30), "dd/mm/yyyy hh:mm", "2004-05-17"),
        (date(2004, 5, 1), "mmm-yy", "2004-05"),
        (date(2004, 5, 1), '[$-40C]mmmm" de "yyyy', "2004-05"),
        (date(2004, 1, 1), "yyyy", "2004"),
        (2004, "General", "2004"),
        (2004.0, "General", "2004"),
        (0.5, "General", "0.5"),
        (2300000, "#,##0.00", "2300000"),
        (True, "General", "true"),
        (False, "General", "false"),
        ("  kept as text ", "General", "kept as text"),
        ("084", "@", "084"),
        ("two\nlines", "General", "two\nlines"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_read_as_it_is_shown(
    tmp_path: Path, value: Any, number_format: str, text: str
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["x", "y"])
    sheet.append([value, "end"])
    sheet["A2"].number_format = number_format
    book.save(tmp_path / "cell.xlsx")
    (read_back,) = sheets(tmp_path / "cell.xlsx")
    assert read_back.rows[1] == (text, "end")


def test_a_formula_without_a_computed_value_is_a_fault_and_not_an_empty_cell(
    tmp_path: Path,
) -> None:
    book = group(tmp_path, ["a", "A", "recalled", None], ["b", "B", "recalled", "=A2"],
                 header=[*GROUPS, "sources"])
    (fault,) = faults(book)
    assert (fault.file, fault.sheet) == ("groups.xlsx", "recommendation_groups")
    assert (fault.row, fault.column, fault.found) == (3, "sources", "=A2")
    assert "formula" in fault.expected


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!"])
def test_an_error_value_is_a_fault(tmp_path: Path, error: str) -> None:
    (fault,) = faults(group(tmp_path, ["a", error, "recalled"]))
    assert (fault.row, fault.column, fault.found) == (2, "name", error)


def test_a_text_that_begins_with_an_equals_sign_is_a_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "recommendation_groups"
    sheet.append(GROUPS)
    sheet.append(["a", "=A", "recalled"])
    sheet["B2"].data_type = "s"
    sheet.append(["b", "=1+1", "recalled"])
    book.save(tmp_path / "x.xlsx")
    (fault,) = faults(tmp_path / "x.xlsx")
    assert fault.row == 3


def test_cells_beside_the_table_are_not_lost_in_silence(tmp_path: Path) -> None:
    (fault,) = faults(group(tmp_path, ["a", "A", "recalled", None, "a note"]))
    assert (fault.row, fault.found) == (2, "5 cells")


def test_rows_keep_their_numbers_across_empty_ones(tmp_path: Path) -> None:
    book = group(tmp_path, ["a", "A", "recalled"], [], [None, None, None], ["b", "B", "guessed"])
    (fault,) = faults(book)
    assert (fault.row, fault.column, fault.found) == (5, "basis", "guessed")


def test_a_stated_size_that_is_too_small_cuts_nothing_off(tmp_path: Path) -> None:
    book = group(tmp_path, ["a", "A", "recalled"], ["b", "B", "recalled"])
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if "worksheets/" in name:
                assert b'<dimension ref="A1:C3"' in content
                content = content.replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"')
            new.writestr(name, content)
    (sheet,) = sheets(wrong)
    assert len(sheet.rows) == 3
    assert all(len(row) == 3 for row in sheet.rows)


# -- sheets ----------------------------------------------------------------------------------------


def test_an_extra_sheet_is_named_with_the_nearest_table(tmp_path: Path) -> None:
    book = book_of({"Recomendation groups": [["some", "notes"]],
                    "recommendation_groups": [GROUPS, ["a", "A", "recalled"]]},
                   tmp_path / "x.xlsx")
    (fault,) = faults(book)
    assert fault == Fault("x.xlsx", 0, "", "Recomendation groups", "the name of a table",
                          "Recomendation groups", "recommendation_groups")


@pytest.mark.parametrize("title", ["Read me", "README", "Values", "values"])
def test_the_templates_own_sheets_are_passed_over(tmp_path: Path, title: str) -> None:
    book = book_of({title: [["anything"]], "recommendation_groups": [GROUPS, ["a", "A",
                                                                             "recalled"]]},
                   tmp_path / "x.xlsx")
    assert len(open_data_set(book).rows["RecommendationGroup"]) == 1


def test_a_hidden_sheet_is_judged_like_any_other(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "recommendation_groups"
    book.worksheets[0].append(GROUPS)
    hidden = book.create_sheet("themes")
    hidden.append(["id"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")
    assert {(f.sheet, f.column) for f in faults(tmp_path / "x.xlsx")} == {
        ("themes", column) for column in ("name", "name_fr", "name_es", "basis")
    }


def test_an_empty_sheet_is_a_fault_and_a_header_alone_is_none(tmp_path: Path) -> None:
    (fault,) = faults(book_of({"themes": []}, tmp_path / "empty.xlsx"))
    assert (fault.sheet, fault.row, fault.expected) == ("themes", 1, "a row of column names")
    assert read(group(tmp_path)).faults == ()


def test_faults_name_the_sheet(tmp_path: Path, small: Rows) -> None:
    lists = as_lists(small)
    lists["member_of"][1][0] = "Belize"
    (fault,) = faults(book_of(lists, tmp_path / "book.xlsx"))
    assert (fault.file, fault.sheet, fault.row, fault.column, fault.found, fault.nearest) == (
        "book.xlsx", "member_of", 2, "from", "Belize", "BLZ"
    )
    assert str(fault).startswith("book.xlsx [member_of], row 2, column from: found 'Belize'")


# -- what is no workbook ---------------------------------------------------------------------------


def _zip(**files: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return sink.getvalue()


def _broken_sheet(tmp_path: Path) -> bytes:
    book = group(tmp_path, ["a", "A", "recalled"])
    sink = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:-30] if "worksheets/" in name else content)
    return sink.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00 a macro, a virus, anything", b"PK\x03\x04 cut off",
     bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), _zip(readme="a zip that is no workbook"),
     _zip(**{"[Content_Types].xml": "<not xml"}), b"id,name,basis\n", "broken sheet"],
    ids=["empty", "program", "cut off", "old .xls", "zip", "no XML", "CSV", "broken sheet"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes | str) -> None:
    raw = content if isinstance(content, bytes) else _broken_sheet(tmp_path)
    file = tmp_path / "x.xlsx"
    file.write_bytes(raw)
    (fault,) = faults(file)
    assert (fault.file, fault.row, fault.expected) == ("x.xlsx", 0, "an XLSX workbook")
    assert fault.found


def test_an_unreadable_workbook_makes_no_further_noise(
    tmp_path: Path, small: Rows, write: Callable[..., Path]
) -> None:
    del small["states"]
    mixed = write(tmp_path / "mixed", small, whole=False)
    (mixed / "states.xlsx").write_bytes(b"nonsense")
    (fault,) = faults(mixed)
    assert fault.file == "states.xlsx"


def test_a_workbook_that_unpacks_to_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = group(tmp_path, *([f"a{n}", "A" * 200, "recalled"] for n in range(500)))
    unpacked = sum(entry.file_size for entry in zipfile.ZipFile(book).infolist())
    assert unpacked > book.stat().st_size * 3
    monkeypatch.setattr("loaders.spreadsheets.LARGEST_UNPACKED", unpacked - 1)
    with pytest.raises(Unreadable, match="once unpacked"):
        sheets(book)


def test_a_workbook_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = group(tmp_path, ["a", "A", "recalled"])
    monkeypatch.setattr("loaders.spreadsheets.LARGEST_WORKBOOK", 100)
    (fault,) = faults(book)
    assert "CSV" in fault.expected


def test_a_descriptor_beside_a_workbook_asks_for_its_tables(tmp_path: Path, small: Rows) -> None:
    book_of(as_lists(small), tmp_path / "book.xlsx")
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"name": "x", "created": "2026-11-22", "resources": [{"path": "book.xlsx"}]})
    )
    data_set = open_data_set(tmp_path)
    assert data_set.whole
    assert data_set.created == "2026-11-22"
