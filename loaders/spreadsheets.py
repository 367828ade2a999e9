"""XLSX workbooks to sheets of text: what a CSV saved from each sheet would hold.

Spreadsheets turn dates and numbers into types and hide what a formula gave; that is undone here.
A date is read as it is shown: `2004-05` typed into a cell becomes 1 May shown as a month, and is
a month again here. Which sheets and columns there should be is left to `loaders.tables`.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

LARGEST_WORKBOOK = 50_000_000  # bytes; a larger one is better handed in as CSV
LARGEST_UNPACKED = 500_000_000  # bytes; a small file that unpacks to more is meant to do harm
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_NOT_SHOWN = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]")


class Unreadable(ValueError):
    """A file that is no workbook, or too large a one; found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected


@dataclass(frozen=True)
class Sheet:
    """A sheet's title, its rows of text (the first is the header), and cells without a value.

    blanks: row number, place in the row, and what stands there instead of a value.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    blanks: tuple[tuple[int, int, str], ...]


def sheets(file: Path) -> list[Sheet]:
    """Every sheet of a workbook, hidden ones too; Unreadable if it is none."""
    if (size := file.stat().st_size) > LARGEST_WORKBOOK:
        raise Unreadable(
            f"{size} bytes", f"at most {LARGEST_WORKBOOK}; hand larger tables in as CSV"
        )
    try:
        with file.open("rb") as handle, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of decoration that openpyxl leaves out
            return list(_sheets(handle))
    except Unreadable:
        raise
    except Exception as error:  # openpyxl passes on whatever its parsers stumble over
        raise Unreadable(str(error) or type(error).__name__, "an XLSX workbook") from error


def _sheets(handle: Any) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # slow to import, and few need it

    with zipfile.ZipFile(handle) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Unreadable(f"{unpacked} bytes once unpacked", f"at most {LARGEST_UNPACKED}")
        has_formulas = any(
            b"<f>" in content or b"<f " in content
            for name in archive.namelist()
            if "worksheets/" in name and (content := archive.read(name))
        )
    book = load_workbook(handle, read_only=True, data_only=True)
    formulas = load_workbook(handle, read_only=True) if has_formulas else None
    for sheet in book.worksheets:
        written: Iterable[Any] = repeat(())
        if formulas is not None:
            other = formulas[sheet.title]
            other.reset_dimensions()
            written = other.iter_rows(values_only=True)
        sheet.reset_dimensions()  # some writers state too few rows and columns
        yield _sheet(sheet.title, sheet.iter_rows(), written)


def _sheet(title: str, rows: Iterable[Any], written: Iterable[Any]) -> Sheet:
    texts: list[tuple[str, ...]] = []
    blanks: list[tuple[int, int, str]] = []
    for number, (cells, formulas) in enumerate(zip(rows, written, strict=False), start=1):
        row = tuple(_text(cell) for cell in cells)
        for place, text in enumerate(row):
            formula = formulas[place] if place < len(formulas) else None
            if text in _ERRORS:
                blanks.append((number, place, text))
            elif not text and isinstance(formula, str) and formula.startswith("="):
                blanks.append((number, place, formula))
        texts.append(row)
    return Sheet(title, tuple(texts), tuple(blanks))


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()[: _shown(cell.number_format)]
    if isinstance(value, date):
        return value.isoformat()[: _shown(cell.number_format)]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _shown(number_format: str) -> int:
    """How many characters of YYYY-MM-DD a cell's format shows."""
    form = _NOT_SHOWN.sub("", number_format.lower())
    if "d" in form or "y" not in form:
        return 10
    return 7 if "m" in form else 4
