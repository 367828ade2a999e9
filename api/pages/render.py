"""Page data to HTML bytes: the one place where templates are known.

Everything that comes from data is escaped; no template marks anything as safe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.frame import Frame
from api.pages.links import LANGUAGES, Links
from api.words.dates import date_words
from graph.release import software_version

HERE = Path(__file__).parent
STATIC = HERE.parent / "static"
PROJECT = "ISCM Graph"


@dataclass
class Page:
    """One page: its template, its title, and what the template shows."""

    template: str
    title: str
    data: dict[str, Any] = field(default_factory=dict)
    crumbs: tuple[tuple[str, str], ...] = ()  # text and address
    api: str = ""  # the same for programs
    section: str = ""  # entry of the navigation that is marked


@cache
def fingerprint() -> str:
    """Changes with any template, style or script, and so with the bytes of the pages."""
    hasher = sha256()
    for path in sorted([*(HERE / "templates").rglob("*.html.j2"), *STATIC.iterdir()]):
        hasher.update(path.name.encode() + path.read_bytes())
    return hasher.hexdigest()[:12]


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )
    made.filters["date"] = date_words
    made.filters["number"] = lambda value: f"{value:,}"
    return made


def render(page: Page, frame: Frame) -> bytes:
    """The page's bytes. Sources and notes are numbered by now: builders run before templates."""
    snapshot = frame.snapshot
    return environment().get_template(page.template).render(
        page=page, links=frame.links, language=frame.links.language, languages=LANGUAGES,
        sources=frame.source_lines(), designations=frame.designations(), project=PROJECT,
        as_of=snapshot.as_of, receipt=snapshot.receipt, version=software_version(),
        style=fingerprint(), **{"sources_inline": False, **page.data},
    ).encode()


def render_error(status: int, title: str, detail: str, path: str, language: str = "en") -> bytes:
    """A page for an error: no data, so that it can be told even without a snapshot."""
    address = quote(path.lstrip("/"), safe="/%|~:@!$&'()*+,;=")
    return environment().get_template("error.html.j2").render(
        page=Page("error.html.j2", title), links=Links(address, language), language=language,
        languages=LANGUAGES, sources=[], designations=[], project=PROJECT, as_of="", receipt="",
        version=software_version(), style=fingerprint(), status=status, detail=detail,
        sources_inline=False,
    ).encode()
