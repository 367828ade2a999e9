"""The interface explains itself: every field of every answer and parameter has an example."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from graph.schema import SCHEMA


def _description(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/openapi.json").json()
    return answer


def test_title_description_and_tags(client: TestClient) -> None:
    told = _description(client)
    assert told["info"]["title"] == "ISCM Graph"
    assert len(told["info"]["description"]) > 80
    used = {tag for path in told["paths"].values() for one in path.values() for tag in one["tags"]}
    described = {tag["name"] for tag in told["tags"] if tag["description"]}
    assert used <= described


def test_every_field_has_an_example_and_a_description(client: TestClient) -> None:
    ours = {
        name: shape for name, shape in _description(client)["components"]["schemas"].items()
        if name not in ("HTTPValidationError", "ValidationError")
    }
    assert len(ours) > 20
    bare = [
        f"{name}.{field}"
        for name, shape in ours.items()
        for field, value in shape.get("properties", {}).items()
        if not value.get("examples") or not value.get("description")
    ]
    assert bare == []


def test_every_parameter_has_an_example(client: TestClient) -> None:
    bare = [
        (path, parameter["name"])
        for path, methods in _description(client)["paths"].items()
        for method in methods.values()
        for parameter in method.get("parameters", [])
        if not parameter["schema"].get("examples") and not parameter.get("examples")
    ]
    assert bare == []


def test_every_property_of_the_schema_is_in_the_answers(client: TestClient) -> None:
    shapes = _description(client)["components"]["schemas"]
    for label in ("Mechanism", "State", "Meeting", "Recommendation", "Theme", "Source"):
        stored = {c.name for c in SCHEMA.node(label).columns if c.stored}
        assert stored <= shapes[label]["properties"].keys()
    own = {c.name for kind in SCHEMA.edges for c in kind.properties}
    assert own <= shapes["FactProperties"]["properties"].keys()


def test_no_description_pages_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
