// Members of a mechanism on a day
// States, territories and organizations that stand as members on the day (yyyymmdd), by the rule
// for open and unknown dates. `certain` says whether the dates alone settle it.
WITH 'rcm' AS mechanism, 20261122 AS day
MATCH (p)-[r:MEMBER_OF]->(m:Mechanism {id: mechanism})
WHERE r.standing_from <= day AND day <= r.standing_to
RETURN labels(p)[0] AS kind, p.id AS id, p.name AS name, p.designation_note AS designation,
       r.start AS since, r.end AS until, (r.from_max <= day AND day <= r.to_min) AS certain,
       r.basis AS basis, r.sources AS sources, r.fact AS fact
ORDER BY kind, fact
