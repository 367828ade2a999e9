"""Mechanisms of nearly all States join everybody with everybody, and so say nothing."""

from __future__ import annotations

from graph.questions.membership import Membership

NEARLY_ALL = 0.8


def without_universal(members: Membership) -> tuple[Membership, list[str]]:
    """The memberships less mechanisms that more than four in five of the States are in; these.

    Of few States, or of fewer than three mechanisms, nothing is universal.
    """
    limit = NEARLY_ALL * len(members.states)
    universal = [one for one, facts in members.facts.items()
                 if len(members.facts) > 2 and len(facts) > limit]
    kept = {one: facts for one, facts in members.facts.items() if one not in universal}
    return Membership(kept, members.without), universal
