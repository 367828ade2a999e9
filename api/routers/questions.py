"""The questions that the graph answers: which there are, and each answer, as JSON or as CSV."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.problems import problem_responses
from api.serving import current_snapshot
from graph.errors import BadInput, QueryLimit
from graph.questions import Answer, ask
from graph.questions.answer import MOST_ROWS
from graph.questions.catalogue import catalogue

router = APIRouter(prefix="/api/questions", tags=["Questions"])
OWN = ("limit", "facts")
"""Query parameters of the route itself; any other is a parameter of the question."""
MAX_VALUE = 2_000


class ParameterShape(BaseModel):
    """One parameter of a question."""

    name: str = Field(description="Its name", examples=["as_of"])
    type: str = Field(description="Kind of value", examples=["day"])
    description: str = Field(description="What it is", examples=["Day to read the graph at"])
    default: str | None = Field(description="Its default; none: it must be given", examples=[""])
    example: str = Field(description="A value that gives rows", examples=["2019-06-30"])
    values: list[str] = Field(description="The values it may have, if few", examples=[[]])


class ColumnShape(BaseModel):
    """One column of an answer."""

    name: str = Field(description="Its name", examples=["member"])
    type: str = Field(description="Kind of value", examples=["id"])
    description: str = Field(description="What it holds, with its unit", examples=["Member State"])


class QuestionShape(BaseModel):
    """One question of the catalogue."""

    name: str = Field(description="Its name", examples=["in-both"])
    title: str = Field(description="The question", examples=["Who sits in both?"])
    description: str = Field(description="How it is answered", examples=["Common members"])
    asked_by: str = Field(description="Who asks it", examples=["GRCP organizers (6)"])
    parameters: list[ParameterShape] = Field(description="Its parameters", examples=[[]])
    columns: list[ColumnShape] = Field(description="Columns of the answer", examples=[[]])
    claim_level: str = Field(description="L0 to L4", examples=["L0"])
    suffices: str = Field(description="Whether the data suffice", examples=["yes"])
    data: str = Field(description="For what they suffice", examples=[""])
    cypher: str | None = Field(
        description="The same in Cypher, where it can be said", examples=["MATCH (n) RETURN n"]
    )


class ReceiptShape(BaseModel):
    """What makes an answer repeatable."""

    digest: str = Field(description="Digest of the graph", examples=["905b406e" * 8])
    version: str = Field(description="Version of the software", examples=["0.3.0"])


class AnswerShape(BaseModel):
    """An answer: rows, the sources behind each, what is to be said, a receipt."""

    question: str = Field(description="Name of the question", examples=["in-both"])
    title: str = Field(description="The question", examples=["Who sits in both?"])
    parameters: dict[str, str] = Field(
        description="Every parameter with the value taken", examples=[{"a": "rcm", "b": "sacm"}]
    )
    columns: list[ColumnShape] = Field(description="The columns", examples=[[]])
    rows: list[list[Any]] = Field(description="The rows", examples=[[["MEX", "Mexico"]]])
    sources: dict[str, dict[str, Any]] = Field(
        description="Each source cited, by id", examples=[{"iom-puebla": {"name": "Puebla"}}]
    )
    row_sources: list[list[str]] = Field(
        description="Ids of the sources behind each row", examples=[[["iom-puebla"]]]
    )
    row_facts: list[list[str]] | None = Field(
        None, description="With facts=true: keys of the facts behind each row",
        examples=[[["MEMBER_OF|MEX|rcm|0"]]],
    )
    notes: list[str] = Field(description="What is to be said beside the rows", examples=[[]])
    claim_level: str = Field(description="L0 to L4; never L5", examples=["L0"])
    receipt: ReceiptShape = Field(
        description="Digest and version",
        examples=[{"digest": "905b406e" * 8, "version": "0.3.0"}],
    )


@router.get("", response_model=list[QuestionShape], summary="Which questions there are")
def list_questions() -> list[dict[str, Any]]:
    return catalogue()


Name = Annotated[str, Path(max_length=80, examples=["mechanisms-of-state"])]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="How many rows at most",
                             examples=[100])]


@router.get(
    "/{name}.csv", response_class=Response, responses=problem_responses(404, 422, 429, 503),
    summary="The answer to a question as CSV",
)
def read_table(request: Request, name: Name, limit: Limit = MOST_ROWS) -> Response:
    found = _answer(request, name, limit)
    file = f"{found.question}-{found.digest[:12]}.csv"
    return Response(
        found.to_csv(), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


@router.get(
    "/{name}", response_model=AnswerShape, response_model_exclude_unset=True,
    responses=problem_responses(404, 422, 429, 503), summary="The answer to a question",
    description="Its own parameters stand in the query string beside limit and facts.",
)
def read_answer(
    request: Request, name: Name, limit: Limit = MOST_ROWS,
    facts: Annotated[
        bool, Query(description="Whether to name the facts behind each row", examples=[False])
    ] = False,
) -> Response | dict[str, Any]:
    return _answer(request, name, limit).as_json(facts=facts)


_PLACES = BoundedSemaphore(3)
"""So many answers are worked out at once: the pages must not wait for them."""
WAIT_SECONDS = 20.0


def _answer(request: Request, name: str, limit: int) -> Answer:
    texts: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key in OWN:
            continue
        if key in texts:
            raise BadInput(f"{key} is given twice; a list is one value, separated by commas.")
        if len(value) > MAX_VALUE:
            raise BadInput(f"{key} is longer than {MAX_VALUE:,} characters.")
        texts[key] = value
    if not _PLACES.acquire(timeout=WAIT_SECONDS):
        raise QueryLimit("Too many questions are being answered.", hint="Try again in a minute.")
    try:
        return ask(current_snapshot(request), name, texts, limit=limit)
    finally:
        _PLACES.release()
