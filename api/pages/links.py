"""Addresses for readers, each relative to the page that names it.

Relative links hold behind any proxy prefix, and in a folder of files too (with `suffix`).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from api.routes import RESOURCES

LANGUAGES = ("en",)
"""Languages whose pages are complete. Others are not served."""


@dataclass(frozen=True)
class Links:
    """Links from one page. address: the page's own, below the root, as `en/mechanisms/rcm`."""

    address: str
    language: str = "en"
    suffix: str = ""  # ".html" where the pages are files

    @property
    def root(self) -> str:
        """The way up to the root: `../../` for `en/mechanisms/rcm`."""
        return "../" * self.address.count("/") or "./"

    def static(self, name: str) -> str:
        return f"{self.root}static/{name}"

    def page(self, name: str) -> str:
        """A page that is no node: `search`, `about`, `states`; the home page is ""."""
        if not name:
            return f"{self.root}{self.language}/" + ("index.html" if self.suffix else "")
        return f"{self.root}{self.language}/{name}{self.suffix}"

    def node(self, label: str, node: str) -> str | None:
        """The page of a node; None for kinds that have none."""
        resource = RESOURCES.get(label)
        return self.page(f"{resource}/{quote(node, safe='')}") if resource else None

    def fact(self, fact: str) -> str:
        """The page of a fact; in files its bars become dots, which every file system takes."""
        name = fact.replace("|", ".") if self.suffix else fact
        return self.page(f"facts/{quote(name, safe='')}")

    def data(self, path: str) -> str:
        """An address for programs, given below the root (`/api/…`)."""
        return self.root + path.lstrip("/")

    def map(self, about: str = "") -> str:
        """The interactive map, of all or about one thing."""
        return self.page("map") + (f"?about={quote(about, safe='')}" if about else "")
