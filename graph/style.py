"""How each kind of thing looks in every picture: colour, shape, size and English name.

The only Python file with colours. Fills and lines are told apart by shape and by lightness too,
so that pictures survive a grey printer; inks reach 4.5:1 on white and are the colours for words.
Where things stand is left to the layouts, words in other languages to the pages that show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["dot", "ring", "diamond", "square", "triangle"]

PAPER = "#ffffff"
PANEL = "#f6f7f9"
INK = "#1b2733"
MUTED = "#566372"
RULE = "#d5dbe2"
FAINT = "#eef1f4"
ACCENT = "#1d5687"
DIMMED = "#8a94a0"


@dataclass(frozen=True, slots=True)
class NodeLook:
    """The look of a kind of node; `size` is half its width where the outer ring is 1,000 high."""

    label: str
    shape: Shape
    colour: str
    ink: str
    size: int
    singular: str
    plural: str


@dataclass(frozen=True, slots=True)
class LinkLook:
    """The look of a type of link; forward is read at its tail, backward at its head."""

    type: str
    colour: str
    width: float
    singular: str
    forward: str
    backward: str


NODE_LOOKS: dict[str, NodeLook] = {
    look.label: look
    for look in (
        NodeLook("Mechanism", "diamond", "#bf4526", "#8c2f17", 22, "Mechanism", "Mechanisms"),
        NodeLook("State", "dot", "#2f6fa8", "#1b2733", 11, "State", "States"),
        NodeLook("Territory", "ring", "#2f6fa8", "#1b2733", 11, "Territory", "Territories"),
        NodeLook(
            "Organization", "square", "#75659c", "#4d3f78", 11, "Organization", "Organizations"
        ),
        NodeLook("Structure", "triangle", "#6f7f3f", "#4c5a22", 14, "Structure", "Structures"),
    )
}

PROVIDES_SECRETARIAT = "PROVIDES_SECRETARIAT"
"""A link of pictures only: HOSTS_SECRETARIAT and SECRETARIAT_OF without the node between them."""

LINK_LOOKS: dict[str, LinkLook] = {
    look.type: look
    for look in (
        LinkLook("MEMBER_OF", "#2f6fa8", 2, "Member", "Takes part in", "Members"),
        LinkLook("OBSERVER_OF", "#7fb0d3", 2, "Observer", "Observes", "Observers"),
        LinkLook(
            "PARTICIPATES_IN", "#9aa7b4", 2, "Open participation",
            "Takes part in (open to all)", "Participants (open to all)",
        ),
        LinkLook("CHAIRED", "#d9822b", 3, "Chair", "Chaired", "Chairs"),
        LinkLook(
            PROVIDES_SECRETARIAT, "#3d2c63", 3, "Secretariat", "Provides the secretariat of",
            "Secretariat provided by",
        ),
        LinkLook("SERVES", "#9c8cc0", 2, "Support", "Supports", "Supported by"),
        LinkLook(
            "ASSOCIATED_WITH", "#5c8a5a", 3, "Formal tie", "Formally tied to",
            "Mechanisms formally tied to it",
        ),
        LinkLook("IN_CONTACT", "#b8940f", 3, "Contact", "Contacts with", "Contacts with"),
        LinkLook("SUCCEEDED", "#7a3b24", 3, "Succession", "Came after", "Was followed by"),
        LinkLook("PART_OF", "#c9705a", 3, "Part of a wider one", "Is part of", "Has as parts"),
        LinkLook("BELONGS_TO", "#8798a9", 2, "Membership of an organization", "Belongs to",
                 "Member States"),
        LinkLook("HAS_STRUCTURE", "#6f7f3f", 2, "Structure", "Has the structures",
                 "Structure of"),
        LinkLook("SITS_IN", "#a3ae7d", 2, "Seat in a structure", "Sits in", "Sitting in it"),
    )
}

REGION_ORDER: tuple[str, ...] = ("150", "142", "009", "002", "019")
"""M49 codes of the five regions in the order in which rings and rows show them."""

REGION_COLOURS: dict[str, str] = {
    "002": "#a3640a",
    "142": "#a8452f",
    "009": "#1a7471",
    "150": "#3a5ba0",
    "019": "#6a7a1f",
}
"""Fill of a region's blocks and tiles; each carries white words."""
