"""How much the members of two mechanisms overlap: shared members, and three ways to weigh them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Overlap:
    """Every pair of columns i < j, in the order (0, 1), (0, 2) … (1, 2) …; arrays in parallel.

    first, second: i and j. shared: members of both, o. jaccard: o / (d_i + d_j - o).
    coefficient: o / min(d_i, d_j). newman: the sum of 1 / (k_s - 1) over the shared members s,
    where k_s is the number of columns that s is in. sizes: d, one for each column.
    """

    first: Integers
    second: Integers
    shared: Integers
    jaccard: Floats
    coefficient: Floats
    newman: Floats
    sizes: Integers


def overlap(members: NDArray[np.bool_]) -> Overlap:
    """The overlap of every pair of columns of a members x groups matrix of truths.

    Jaccard and the coefficient are 0 where a column is empty. The third weight is that of
    M. E. J. Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132: who is in
    many groups is a thinner link between any two of them.
    """
    table = sparse.csr_array(members.astype(np.float64))
    groups = members.shape[1]
    first, second = np.triu_indices(groups, 1)
    sizes = members.sum(axis=0).astype(np.int64)
    degrees = members.sum(axis=1)
    weights = np.divide(1.0, degrees - 1, out=np.zeros(len(degrees)), where=degrees > 1)
    shared = _pairs(table, table)[first, second].round().astype(np.int64)
    newman = _pairs(table, sparse.csr_array(table.multiply(weights[:, None])))[first, second]
    union, smaller = sizes[first] + sizes[second] - shared, np.minimum(sizes[first], sizes[second])
    return Overlap(
        first=first.astype(np.int64), second=second.astype(np.int64), shared=shared,
        jaccard=_share(shared, union), coefficient=_share(shared, smaller),
        newman=np.asarray(newman, dtype=np.float64), sizes=sizes,
    )


def _pairs(table: sparse.csr_array, weighted: sparse.csr_array) -> Floats:
    """Groups x groups, each cell the summed weight of the common members."""
    return np.asarray((table.T @ weighted).toarray())


def _share(part: Integers, whole: Integers) -> Floats:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def as_voices(
    members: NDArray[np.bool_], found: Overlap, unions: Sequence[NDArray[np.bool_]]
) -> Overlap:
    """The same where the rows of each union count as one member, once in each column.

    unions: for each, which rows belong to it; no row may belong to two. A union is shared where
    one of its rows is: two columns that have different members of it share nothing by that.
    """
    first, second = found.first, found.second
    shared, sizes = found.shared.copy(), found.sizes.copy()
    newman = found.newman.copy()
    for union in unions:
        part = overlap(members[union])
        single = part.shared > 0
        shared -= np.where(single, part.shared - 1, 0)
        sizes -= np.maximum(part.sizes - 1, 0)
        # Its members leave the sum with the weight that they had in the whole matrix.
        degrees = members[union].sum(axis=1)
        each = np.divide(1.0, degrees - 1, out=np.zeros(len(degrees)), where=degrees > 1)
        table = members[union].astype(np.float64)
        newman -= (table.T @ (table * each[:, None]))[first, second]
        groups = int(members[union].any(axis=0).sum())
        newman += single / max(1, groups - 1)
    return Overlap(
        first=first, second=second, shared=shared,
        jaccard=_share(shared, sizes[first] + sizes[second] - shared),
        coefficient=_share(shared, np.minimum(sizes[first], sizes[second])),
        newman=np.maximum(newman, 0.0), sizes=sizes,
    )
