"""Who stands between whom: Gould & Fernandez's roles and the participation coefficient.

The ties are two-mode: rows (States) sit in columns (forums). Two rows meet if they share a
column. A row brokers between two others that it meets and that do not meet each other
(Gould & Fernandez 1989, Sociological Methodology 19; for two modes Jasny & Lubell 2015, Social
Networks 41). Meeting has no direction, so gatekeeper and representative are one role.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.measures.curveball import samples

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ROLES = ("coordinator", "consultant", "gatekeeper", "liaison")
"""Of broker b between a and c, by their groups: all three alike; a and c alike and b not; b like
one of them; all three different."""


def roles(members: NDArray[np.bool_], groups: Integers) -> Integers:
    """Pairs between which each row stands, by role: rows x 4. Pairs are unordered.

    members: rows x columns. groups: group number of each row, from 0.
    """
    # einsum, not @: at this size threads cost more than they bring, and many tables are drawn.
    given = members.astype(np.float32)
    meets = (np.einsum("im,jm->ij", given, given) > 0).astype(np.float32)
    np.fill_diagonal(meets, 0.0)
    apart = 1 - meets
    np.fill_diagonal(apart, 0.0)
    count, rows = int(groups.max()) + 1, np.arange(len(groups))
    of_group = np.eye(count, dtype=np.float32)[groups]
    pairs = np.empty((len(groups), count, count))  # ordered, by the groups of both ends
    for group in range(count):
        inside = groups == group
        ends = np.einsum("ba,ac->bc", meets[:, inside], apart[inside]) * meets
        pairs[:, group] = np.einsum("bc,cg->bg", ends, of_group)
    within = np.einsum("bgg->b", pairs)
    own = pairs[rows, groups, groups]
    with_own = pairs[rows, groups].sum(axis=1) - own
    between = (pairs.sum(axis=(1, 2)) - within) / 2
    found = np.stack([own / 2, (within - own) / 2, with_own, between - with_own], axis=1)
    return np.asarray(np.rint(found), dtype=np.int64)


def participation(members: NDArray[np.bool_], groups: Integers) -> Floats:
    """1 - sum over groups of (share of a row's fellow members that are of the group) squared.

    A fellow member counts once for each column shared (Guimera & Amaral 2005, Nature 433). 0: all
    of one group; near 1: evenly of many. 0 for rows without fellow members.
    """
    given = members.astype(np.float64)
    of_group = np.eye(int(groups.max()) + 1)[groups]
    seats = np.einsum("sm,sg->mg", given, of_group)
    fellows = np.einsum("sm,mg->sg", given, seats) - given.sum(axis=1, keepdims=True) * of_group
    total = fellows.sum(axis=1, keepdims=True)
    shares = np.divide(fellows, total, out=np.zeros_like(fellows), where=total > 0)
    return np.asarray(np.where(total[:, 0] > 0, 1 - (shares**2).sum(axis=1), 0.0))


def measured(members: NDArray[np.bool_], groups: Integers) -> Floats:
    """The four roles and the participation coefficient of each row: rows x 5."""
    return np.column_stack([roles(members, groups), participation(members, groups)])


def by_chance(
    members: NDArray[np.bool_], groups: Integers, strata: Integers, number: int, seed: int
) -> Floats:
    """The same in random tables: number x rows x 5.

    Each keeps how many columns a row is in, and how many rows of each stratum a column has; with
    one stratum, how many rows. strata: stratum number of each row.
    """
    drawn = [_tables(members[strata == stratum], number, seed + int(stratum))
             for stratum in np.unique(strata)]
    places = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    table = np.empty_like(members)
    found = np.empty((number, len(groups), len(ROLES) + 1))
    for at in range(number):
        for place, tables in zip(places, drawn, strict=True):
            table[place] = next(tables)
        found[at] = measured(table, groups)
    return found


def _tables(members: NDArray[np.bool_], number: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    for batch in samples(members, number, seed):
        for at in range(batch.shape[1]):
            yield batch[:, at]


def percentile(seen: float, drawn: Floats) -> float:
    """How many in a hundred of the draws are lower, equal ones counting half."""
    return float(100 * ((drawn < seen - 1e-9).mean() + (np.abs(drawn - seen) <= 1e-9).mean() / 2))


def exceeding(seen: Floats, drawn: Floats) -> tuple[int, Floats]:
    """How many rows lie above their own 95th percentile, and how many do in each draw.

    seen: rows; drawn: draws x rows. Rows of one table hang together, so that five in a hundred is
    no rule: the second tells what to expect.
    """
    limit = np.quantile(drawn, 0.95, axis=0)
    return (int((seen > limit + 1e-9).sum()),
            np.asarray((drawn > limit + 1e-9).sum(axis=1), dtype=np.float64))
