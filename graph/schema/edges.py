"""Every kind of edge, declared once, each with its arrow. See docs/data-dictionary.md."""

from __future__ import annotations

from graph.schema.kinds import EdgeKind, Property, Type

_TAKERS = ("State", "Territory", "Organization")
_NAME_IN_SOURCE = Property(
    "name_as_in_source", "Name used by the source, where it differs", example="Czech Republic"
)
_RIGHT = Property(
    "right", "What it entitles to", example="speak",
    values=("attend", "speak", "table", "draft", "vote"),
)
_NOTE = Property("note", "What the source describes, in our own words")

EDGES: tuple[EdgeKind, ...] = (
    # (:State)-[:MEMBER_OF]->(:Mechanism)
    EdgeKind(
        "MEMBER_OF", _TAKERS, ("Mechanism",),
        "takes part, by a list that the mechanism or IOM publishes, whatever it calls them",
        (
            Property("called", "What the mechanism calls it", example="participating State"),
            Property("side", "Side, where the mechanism has sides", example="Africa"),
            _NAME_IN_SOURCE,
        ),
        dated=True, hangs_on="to",
    ),
    # (:State)-[:OBSERVER_OF]->(:Mechanism)
    EdgeKind(
        "OBSERVER_OF", (*_TAKERS, "Mechanism"), ("Mechanism",), "observes",
        (_RIGHT, _NAME_IN_SOURCE), dated=True, hangs_on="to",
    ),
    # (:State)-[:PARTICIPATES_IN]->(:Mechanism)
    EdgeKind(
        "PARTICIPATES_IN", _TAKERS, ("Mechanism",),
        "takes part in a forum that is open to all and publishes no list",
        dated=True, hangs_on="to",
    ),
    # (:State)-[:BELONGS_TO]->(:Organization)
    EdgeKind(
        "BELONGS_TO", ("State", "Territory"), ("Organization",),
        "is a member of an organization or union", dated=True,
    ),
    # (:State)-[:SITS_IN]->(:Structure)
    EdgeKind(
        "SITS_IN", _TAKERS, ("Structure",), "sits in a structure", dated=True, hangs_on="to",
    ),
    # (:State)-[:CHAIRED]->(:Mechanism)
    EdgeKind(
        "CHAIRED", _TAKERS, ("Mechanism",), "chaired, under the title given",
        (
            Property("title", "Title of the office", example="president pro tempore",
                     values=("chair", "co-chair", "president pro tempore", "troika")),
        ),
        dated=True, hangs_on="to",
    ),
    # (:State)-[:ATTENDED]->(:Meeting)
    EdgeKind(
        "ATTENDED", (*_TAKERS, "Mechanism"), ("Meeting",), "took part in a meeting",
        (
            Property("as", "In which capacity", example="participant",
                     values=("participant", "observer", "host", "chair", "co-chair", "invited")),
            _NAME_IN_SOURCE,
        ),
    ),
    # (:State)-[:HOSTED]->(:Meeting)
    EdgeKind("HOSTED", _TAKERS, ("Meeting",), "hosted a meeting"),
    # (:Meeting)-[:HELD_BY]->(:Mechanism)
    EdgeKind("HELD_BY", ("Meeting",), ("Mechanism",), "was held by; several if a joint meeting"),
    # (:Meeting)-[:IN_SERIES]->(:Series)
    EdgeKind("IN_SERIES", ("Meeting",), ("Series",), "is part of a series"),
    # (:Recommendation)-[:ADOPTED_AT]->(:Meeting)
    EdgeKind("ADOPTED_AT", ("Recommendation", "Instrument"), ("Meeting",), "was adopted at"),
    # (:Recommendation)-[:MADE_BY]->(:Mechanism)
    EdgeKind(
        "MADE_BY", ("Recommendation", "Practice", "Instrument", "Series"),
        ("Mechanism", "Organization"), "was made by",
    ),
    # (:Recommendation)-[:ADDRESSES]->(:Theme)
    EdgeKind(
        "ADDRESSES", ("Recommendation", "Practice", "Instrument"), ("Theme",), "is about",
    ),
    # (:Meeting)-[:DISCUSSED]->(:Theme)
    EdgeKind("DISCUSSED", ("Meeting",), ("Theme",), "had on its agenda"),
    # (:Mechanism)-[:WORKS_ON]->(:Theme)
    EdgeKind(
        "WORKS_ON", ("Mechanism",), ("Theme",), "works on",
        (
            Property("standing", "Whether the mechanism calls it a priority", example="topic",
                     values=("stated priority", "topic")),
        ),
        dated=True, hangs_on="from",
    ),
    # (:Organization)-[:SERVES]->(:Mechanism)
    EdgeKind(
        "SERVES", ("Organization",), ("Mechanism",), "supports, in the role given",
        (
            Property("role", "Role", example="partner", required=True,
                     values=("partner", "donor", "coordinator", "technical support", "host")),
            _RIGHT,
        ),
        dated=True, hangs_on="to",
    ),
    # (:Secretariat)-[:SECRETARIAT_OF]->(:Mechanism)
    EdgeKind(
        "SECRETARIAT_OF", ("Secretariat",), ("Mechanism",), "is the secretariat of",
        dated=True, hangs_on="to",
    ),
    # (:Organization)-[:HOSTS_SECRETARIAT]->(:Secretariat)
    EdgeKind(
        "HOSTS_SECRETARIAT", ("Organization", "State"), ("Secretariat",),
        "hosts or provides a secretariat", dated=True, hangs_on="to",
    ),
    # (:State)-[:FUNDS]->(:Resource)
    EdgeKind("FUNDS", ("State", "Organization"), ("Resource",), "pays for"),
    # (:Resource)-[:RESOURCE_OF]->(:Mechanism)
    EdgeKind("RESOURCE_OF", ("Resource",), ("Mechanism", "Structure"), "is given to"),
    # (:Mechanism)-[:HAS_STRUCTURE]->(:Structure)
    EdgeKind(
        "HAS_STRUCTURE", ("Mechanism",), ("Structure",), "has", dated=True, hangs_on="from",
    ),
    # (:Mechanism)-[:ASSOCIATED_WITH]->(:Organization)
    EdgeKind(
        "ASSOCIATED_WITH", ("Mechanism",), ("Organization",), "is formally tied to",
        (
            Property("kind", "Kind of tie", example="formal parent",
                     values=("formal parent", "framework")),
        ),
        dated=True, hangs_on="from",
    ),
    # (:Mechanism)-[:PART_OF]->(:Mechanism)
    EdgeKind(
        "PART_OF", ("Mechanism",), ("Mechanism",), "is part of the wider one",
        dated=True, hangs_on="from",
    ),
    # (:Mechanism)-[:SUCCEEDED]->(:Mechanism)
    EdgeKind(
        "SUCCEEDED", ("Mechanism",), ("Mechanism",), "came after the older one",
        (Property("date", "When", Type.DATE, "2011"),),
    ),
    # (:Mechanism)-[:IN_CONTACT]->(:Mechanism)
    EdgeKind(
        "IN_CONTACT", ("Mechanism",), ("Mechanism",), "was in contact, by a dated event",
        (
            Property("date", "When", Type.DATE, "2019", required=True),
            Property("kind", "Kind of contact", example="joint meeting", required=True,
                     values=("joint meeting", "observed", "presented to", "joint declaration",
                             "modelled on")),
            _NOTE,
        ),
    ),
    # (:State)-[:IN_REGION]->(:Region)
    EdgeKind("IN_REGION", ("State", "Territory"), ("Region",), "lies in"),
    # (:Mechanism)-[:COVERS]->(:Region)
    EdgeKind("COVERS", ("Mechanism",), ("Region",), "covers"),
    # (:Theme)-[:BROADER]->(:Theme)
    EdgeKind(
        "BROADER", ("Theme", "Region"), ("Theme", "Region"), "belongs to the wider", derived=True,
    ),
    # (:Theme)-[:ALIGNED_WITH]->(:GcmObjective)
    EdgeKind("ALIGNED_WITH", ("Theme",), ("GcmObjective",), "is aligned with"),
    # (:Recommendation)-[:IN_GROUP]->(:RecommendationGroup)
    EdgeKind("IN_GROUP", ("Recommendation",), ("RecommendationGroup",), "says the same as"),
    # (:Recommendation)-[:ECHOES]->(:Recommendation)
    EdgeKind(
        "ECHOES", ("Recommendation",), ("Recommendation",), "repeats the earlier one",
        (Property("method", "How it was found", example="cited by the later text"),),
    ),
    # (:Source)-[:CITES]->(:Instrument)
    EdgeKind(
        "CITES", ("Source", "Instrument", "Recommendation"),
        ("Recommendation", "Instrument", "Meeting", "Series", "Mechanism"), "takes up or cites",
        (
            Property("locator", "Where", example="para. 12"),
            Property("by", "State or organization whose act it is", Type.REFERENCE, "CRI",
                     to=_TAKERS),
            _NOTE,
        ),
    ),
    # (:Claim)-[:ABOUT]->(:Mechanism)
    EdgeKind("ABOUT", ("Claim",), (), "speaks of", derived=True),
    # (:Claim)-[:STATED_IN]->(:Source)
    EdgeKind("STATED_IN", ("Claim",), ("Source",), "stands in", derived=True),
    # (:Coverage)-[:COVERAGE_OF]->(:Mechanism)
    EdgeKind("COVERAGE_OF", ("Coverage",), ("Mechanism",), "says how far we looked",
             derived=True),
    # (:Meeting)-[:SOURCED_FROM]->(:Source)
    EdgeKind("SOURCED_FROM", (), ("Source",), "rests on", derived=True),
)
