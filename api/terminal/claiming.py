"""check --claims: published figures beside what the graph gives."""

from __future__ import annotations

from collections import Counter

from api.terminal.opened import snapshot_opened
from api.terminal.printing import out, print_json, print_table
from graph.published import RESULTS, compare, verdict


def check_claims(as_json: bool) -> None:
    """Every published figure with its result; that one differs is a finding, not a failure."""
    with snapshot_opened() as snapshot:
        found = compare(snapshot)
        as_of, digest = snapshot.as_of, snapshot.digest
    counts = Counter(one.result for one in found)
    totals = {result: counts[result] for result in RESULTS}
    if as_json:
        print_json([
            {"id": one.claim, "claim": one.title, "as_of": one.date, "published": one.published,
             "ours": one.found or None, "verdict": verdict(one), "why": one.reason,
             "sources": list(one.sources), "about": one.about, "dated_by": one.dated_by,
             "counted": list(one.counted)}
            for one in found
        ])
        return
    for result in RESULTS:
        rows = [(one.title, one.published, one.found, one.date, " ".join(one.sources), one.reason)
                for one in found if one.result == result]
        if rows:
            columns = ("what", "published", "the graph gives", "as of", "source", "why")
            print_table(columns, rows, title=f"{result} ({len(rows)})")
    said = ", ".join(f"{number} {result}" for result, number in totals.items())
    out.print(f"{len(found)} published figures: {said}. Data as of {as_of}, digest {digest}.")
