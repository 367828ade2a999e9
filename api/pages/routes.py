"""Addresses for readers: `/{language}/…`, and those without a language, which are negotiated."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api.moved import missing
from api.pages import (
    fact,
    home,
    lists,
    mechanism,
    meeting,
    organization,
    place,
    published,
    recommendation,
    source,
    theme,
)
from api.pages.frame import Frame
from api.pages.links import LANGUAGES, Links
from api.pages.render import Page, render
from api.routes import RESOURCES, route_path
from api.search import index_of
from api.serving import current_snapshot
from graph.errors import UnknownId
from graph.snapshot import Node

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Builder = Callable[[Frame, Node], Page]
BUILDERS: dict[str, Builder] = {
    "Mechanism": mechanism.build, "State": place.build, "Territory": place.build,
    "Organization": organization.build, "Meeting": meeting.build,
    "Recommendation": recommendation.build, "Theme": theme.build, "Source": source.build,
}
LISTS: dict[str, Callable[[Frame], Page]] = {
    "": home.build, "mechanisms": home.build_list, "states": lists.states,
    "organizations": lists.organizations, "themes": lists.themes, "sources": lists.sources,
    "about": lists.about, "published": published.build,
}
_POLICY = re.compile(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"')


def page_frame(request: Request, language: str) -> Frame:
    """The frame of the page asked for; UnknownId for a language without pages."""
    if language not in LANGUAGES:
        raise UnknownId(f"There are no pages in {language!r}.")
    address = route_path(request.scope)
    return Frame(current_snapshot(request), Links(address.lstrip("/"), language))


@router.get("/{language}/map")
def map_page(
    request: Request, language: str, about: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """The interactive map; it carries a policy of its own for the script inside it."""
    from graph.drawing.map import draw_map

    frame = page_frame(request, language)
    html = draw_map(frame.snapshot, about=about or None, language=language)
    policy = _POLICY.search(html)
    headers = {}
    if policy:
        own = policy[1].replace("&#39;", "'").replace("&amp;", "&")
        headers["Content-Security-Policy"] = f"{own}; frame-ancestors 'none'"
    return HTMLResponse(html, headers=headers)


@router.get("/{language}/search")
def search_page(
    request: Request, language: str, q: Annotated[str, Query(max_length=200)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """What a search found."""
    frame = page_frame(request, language)
    page = lists.found(frame, index_of(frame.snapshot), q, offset)
    return HTMLResponse(render(page, frame))


@router.get("/{language}/facts/{fact_key}")
def fact_page(request: Request, language: str, fact_key: str) -> Response:
    """One fact."""
    frame = page_frame(request, language)
    page = fact.build(frame, frame.snapshot.edge(fact_key))
    return HTMLResponse(render(page, frame))


@router.get("/{language}/{resource}/{node}")
def node_page(request: Request, language: str, resource: str, node: str) -> Response:
    """One node."""
    frame = page_frame(request, language)
    found = frame.snapshot.find(node)
    if found is None or RESOURCES.get(found.label) != resource:
        raise missing(
            frame.snapshot, node, f"There is no {node!r} among the {resource} of this graph.",
            lambda new: frame.links.node(new.label, new.id),
        )
    return HTMLResponse(render(BUILDERS[found.label](frame, found), frame))


def _known(first: str) -> bool:
    return first in LISTS or first in RESOURCES.values() or first in ("search", "facts", "map")


@router.get("/{language}/{name}")
def list_page(request: Request, language: str, name: str) -> Response:
    """A page that lists, or an address without a language and two parts."""
    if language not in LANGUAGES and _known(language):
        return negotiated(request)
    frame = page_frame(request, language)
    if name not in LISTS:
        raise UnknownId(f"There is no page {name!r}.")
    return HTMLResponse(render(LISTS[name](frame), frame))


@router.get("/")
def root(request: Request) -> Response:
    return negotiated(request)


@router.get("/{first}")
def one_part(request: Request, first: str) -> Response:
    """`/en` and addresses of lists without a language."""
    if first in LANGUAGES:
        return RedirectResponse(f"{first}/", 307)
    if _known(first):
        return negotiated(request)
    raise UnknownId("There is nothing at this address.")


@router.get("/{language}/")
def home_page(request: Request, language: str) -> Response:
    frame = page_frame(request, language)
    return HTMLResponse(render(home.build(frame), frame))


def negotiated(request: Request) -> Response:
    """To the same page in the language that the reader prefers among those there are."""
    address = route_path(request.scope)
    language = preferred(request.headers.get("accept-language", ""))
    up = "../" * (address.count("/") - 1)
    query = f"?{request.url.query}" if request.url.query else ""
    to = f"{up}{language}{address}{query}"
    return RedirectResponse(to, 307, headers={"Vary": "Accept-Language"})


def preferred(accepted: str) -> str:
    """The reader's favourite among the languages there are; else the first of them.

    >>> preferred("de, en;q=0.5")
    'en'
    """
    ranked: list[tuple[float, int, str]] = []
    for rank, item in enumerate(accepted.split(",")):
        tag, _, quality = item.strip().partition(";q=")
        language = tag.partition("-")[0].strip().lower()
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if language in LANGUAGES and weight > 0:
            ranked.append((-weight, rank, language))
    return min(ranked)[2] if ranked else LANGUAGES[0]
