"""The k cheapest simple routes of bounded length between two nodes of a small, dense graph.

Parallel intermediaries are one hop here, so that a hundred shared States are not a hundred routes
and the graph stays as small as the number of mechanisms. Routes come in the order of their costs,
equal ones in the order of their nodes: the same graph gives the same list.

Exact: partial routes are taken up in the order of a bound that no completion of theirs undercuts
(what is spent, and the cheapest walk on within the hops that are left). Yen, Management Science 17
(1971), finds the same without a bound on hops; networkx `shortest_simple_paths` is his, and the
tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import log

import numpy as np
from numpy.typing import NDArray

NO_HOP = np.int64(2) ** 60
"""The cost of a hop that is not there; larger than any sum of costs."""
MILLIONTHS = 1_000_000
_BITS = 26  # a sum of specificities in millionths stays below: 4 hops of at most ln(10^6) each

Costs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its cost as given, and its nodes from source to target."""

    cost: int
    nodes: tuple[int, ...]


def cheapest_routes(costs: Costs, source: int, target: int, k: int, longest: int) -> list[Route]:
    """At most k simple routes of at most `longest` hops, cheapest first.

    costs: n × n, the cost of the hop from row to column, zero or more; NO_HOP where there is none.
    Time: bounds O(longest · n²), then about k · longest · n steps of a heap; more only where cheap
    walks come back to where they were.
    """
    if source == target:
        raise ValueError("a route needs two different ends")
    reach = _bounds(costs, source, target, longest)
    found: list[Route] = []
    heap: list[tuple[int, tuple[int, ...], int]] = [(int(reach[longest][source]), (source,), 0)]
    while heap and len(found) < k:
        bound, nodes, spent = heappop(heap)
        if bound >= NO_HOP:
            break
        last, left = nodes[-1], longest - len(nodes) + 1
        if last == target:
            found.append(Route(spent, nodes))
            continue
        bounds = spent + costs[last] + reach[left - 1]
        for node in np.flatnonzero(bounds < NO_HOP).tolist():
            if node not in nodes:
                heappush(heap, (int(bounds[node]), (*nodes, node), spent + int(costs[last, node])))
    return found


def _bounds(costs: Costs, source: int, target: int, longest: int) -> Costs:
    """longest + 1 × n: the cheapest walk to the target in at most so many hops, never by the
    source; sums are capped at NO_HOP."""
    onward = costs.copy()
    onward[:, source] = NO_HOP
    reach = np.full((longest + 1, len(costs)), NO_HOP, dtype=np.int64)
    reach[:, target] = 0
    for hops in range(1, longest + 1):
        further = np.minimum((onward + reach[hops - 1][None, :]).min(axis=1), NO_HOP)
        reach[hops] = np.minimum(reach[hops - 1], further)
    return reach


def specificity(carriers: Iterable[Sequence[int]], n: int) -> NDArray[np.float64]:
    """n × n: of each pair, the least ln(degree) of the carriers that link both; inf where none.

    carriers: of each carrier the nodes that it links. The idea of Adamic and Adar (Social Networks
    25, 2003), that who links many links each of them less, turned into a length.
    """
    lengths = np.full((n, n), np.inf)
    several = [linked for linked in map(list, carriers) if len(linked) > 1]
    for linked in sorted(several, key=len, reverse=True):  # the rarest last: it stays
        at = np.array(linked)
        lengths[at[:, None], at] = log(len(linked))
    np.fill_diagonal(lengths, np.inf)
    return lengths


def ordered_costs(
    lengths: NDArray[np.float64], documented: NDArray[np.bool_], cost: str
) -> Costs:
    """One number a hop by which routes are compared: the cost asked for, then what breaks ties.

    lengths: n × n, specificity of the hop, inf where there is none. documented: n × n, whether a
    documented exchange makes the hop. cost: hops (then undocumented hops, then specificity),
    documented (undocumented hops, then hops, then specificity) or specificity (then undocumented
    hops). Comparison is exact: whole millionths, packed into one integer.
    """
    there = np.isfinite(lengths)
    specific = np.rint(np.where(there, lengths, 0) * MILLIONTHS).astype(np.int64)
    undocumented = (~documented).astype(np.int64)
    one = np.ones_like(specific)
    if cost == "specificity":
        packed = (specific << 8) + (undocumented << 4) + one
    else:
        first, second = (one, undocumented) if cost == "hops" else (undocumented, one)
        packed = (first << (_BITS + 4)) + (second << _BITS) + specific
    return np.where(there, packed, NO_HOP)
