"""What the resources share: a list, page by page, and the answer for one node.

The parameters and the shapes follow from the schema: each property with a closed list of values
filters its list.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Path, Query, Request
from pydantic import Field, create_model

from api import facts
from api.moved import missing
from api.problems import problem_responses
from api.reading import PagedQuery, ReadingQuery
from api.routes import as_served, node_address, route_path, served_node
from api.serving import current_snapshot
from api.shapes import Direction, detail_model, list_model
from graph.errors import UnknownId
from graph.reading import Reading
from graph.release import software_version
from graph.schema import SCHEMA
from graph.snapshot import Snapshot

Item = dict[str, Any]


class DetailQuery(ReadingQuery):
    """The parameters of the answer for one node."""

    type: str = Field(
        "", max_length=40, description="Only facts of this edge type", examples=["MEMBER_OF"]
    )
    direction: Direction | None = Field(
        None, description="Only facts whose arrows lead here (in) or leave here (out)",
        examples=["in"],
    )
    limit: int = Field(
        facts.GROUP_SIZE, ge=1, le=facts.GROUP_SIZE, description="How many facts a group",
        examples=[200],
    )
    offset: int = Field(
        0, ge=0, le=10_000_000, description="How many facts of each group to skip", examples=[0]
    )


def receipt(snapshot: Snapshot, reading: Reading) -> Item:
    """What makes an answer repeatable."""
    return {
        "digest": snapshot.digest, "version": software_version(),
        "as_of": reading.as_of, "mode": reading.mode,
    }


def resource_router(
    path: str, labels: tuple[str, ...], tag: str, *, example: str, parameter: str = "id"
) -> APIRouter:
    """The two routes of a resource: its list, and one of it."""
    router = APIRouter(prefix=f"/api/{path}", tags=[tag])
    filters = _filters(labels)
    Listing: Any = create_model(f"{labels[0]}Query", __base__=PagedQuery, **filters)
    nodes = " and ".join(labels)

    @router.get(
        "", response_model=list_model(labels), response_model_exclude_none=True,
        responses=problem_responses(422, 503), summary=f"List: {nodes}",
        operation_id=f"list_{path}",
    )
    def several(request: Request, query: Annotated[Listing, Query()]) -> Item:
        snapshot = current_snapshot(request)
        return listed(snapshot, labels, query, list(filters), route_path(request.scope))

    @router.get(
        f"/{{{parameter}}}", response_model=detail_model(labels),
        response_model_exclude_none=True, responses=problem_responses(404, 410, 422, 503),
        summary=f"One: {nodes}", operation_id=f"read_{path}",
    )
    def one(
        request: Request,
        node: Annotated[str, Path(alias=parameter, max_length=200, examples=[example])],
        query: Annotated[DetailQuery, Query()],
    ) -> Item:
        return detailed(current_snapshot(request), labels, node, query)

    return router


def _filters(labels: tuple[str, ...]) -> dict[str, Any]:
    """A parameter for each property with a closed list, and for the label where there are two."""
    filters: dict[str, Any] = {}
    if len(labels) > 1:
        filters["label"] = (
            Literal[labels] | None,
            Field(None, description="Only this kind of node", examples=[labels[0]]),
        )
    for label in labels:
        for column in SCHEMA.node(label).properties:
            if column.values:
                filters[column.name] = (
                    Literal[column.values] | None,
                    Field(None, description=f"Only where this is: {column.description}",
                          examples=[column.example or column.values[0]]),
                )
    return filters


def listed(
    snapshot: Snapshot, labels: tuple[str, ...], query: PagedQuery, filters: list[str],
    address: str,
) -> Item:
    """One page of the nodes of these labels, by label, then by id."""
    asked = {name: value for name in filters if (value := getattr(query, name)) is not None}
    chosen = asked.get("label")
    ids = [
        node
        for label in labels
        if chosen in (None, label)
        for node in _ids(snapshot, label, {k: v for k, v in asked.items() if k != "label"})
    ]
    reading = query.reading(snapshot)
    shown = ids[query.offset : query.offset + query.limit]
    answer: Item = {
        "items": [facts.node_item(snapshot, snapshot.node(node), reading) for node in shown],
        "total": len(ids), "limit": query.limit, "offset": query.offset,
        "receipt": receipt(snapshot, reading),
    }
    if query.offset + query.limit < len(ids):
        onwards = {**asked, **_given(query), "offset": query.offset + query.limit}
        answer["next"] = f"{as_served(address)}?{urlencode(onwards)}"
    return answer


def _given(query: PagedQuery) -> Item:
    given: Item = {"limit": query.limit}
    if query.as_of:
        given["as_of"] = query.as_of
    if query.mode != "standing":
        given["mode"] = query.mode
    return given


def _ids(snapshot: Snapshot, label: str, asked: Item) -> list[str]:
    table = snapshot.table(label)
    known = set(table.column_names)
    for name, value in asked.items():
        if name not in known:
            return []
        table = table.filter(pc.equal(table[name].cast(pa.string()), value))
    return [str(node) for node in table["id"].to_pylist()]


def detailed(
    snapshot: Snapshot, labels: tuple[str, ...], node: str, query: DetailQuery
) -> Item:
    """One node with its facts in groups, and what they rest on."""
    found = snapshot.find(node)
    if found is None or found.label not in labels:
        raise missing(
            snapshot, node, f"There is no {' or '.join(labels).lower()} {node!r} in this graph.",
            lambda new: served_node(new.label, new.id),
        )
    if query.type and query.type not in {kind.type for kind in snapshot.schema.edges}:
        raise UnknownId(f"There is no edge type {query.type!r}.")
    reading = query.reading(snapshot)
    item = facts.node_item(snapshot, found, reading)
    groups = facts.groups_at(
        snapshot, node, reading, node_address(found.label, node) or "",
        only=query.type, direction=query.direction or "", offset=query.offset, limit=query.limit,
    )
    shown = [fact for group in groups for fact in group["facts"]]
    plain = _plain(snapshot, reading)
    claims = [plain(claim) for claim in facts.claims_on(snapshot, node)]
    coverage = []
    if found.label == "Mechanism":
        coverage = [plain(one) for one in facts.coverage_of(snapshot, node)]
    return {
        "node": item, "facts": groups, "claims": claims, "coverage": coverage,
        "designation_notes": facts.designation_notes(
            snapshot, [node, *(fact["other"]["id"] for fact in shown)]
        ),
        "sources": {
            source.id: plain(source)
            for source in facts.sources_named(snapshot, [item], shown, claims, coverage)
        },
        "receipt": receipt(snapshot, reading),
    }


def _plain(snapshot: Snapshot, reading: Reading) -> Callable[[Any], Item]:
    return lambda node: facts.node_item(snapshot, node, reading)
