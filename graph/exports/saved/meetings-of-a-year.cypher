// Meetings of a year, with who held and who hosted them
// A meeting of which only the year is known counts; one that may have fallen into the year before
// or after, too.
WITH 2019 AS year
MATCH (g:Meeting)-[:HELD_BY]->(m:Mechanism)
WHERE g.start_min <= year * 10000 + 1231 AND g.start_max >= year * 10000 + 101
OPTIONAL MATCH (h)-[:HOSTED]->(g)
WITH g, m, h ORDER BY m.id, h.id
WITH g, collect(DISTINCT m.id) AS mechanisms, collect(DISTINCT h.id) AS hosts
RETURN g.start AS start, g.id AS id, g.name AS meeting, g.kind AS kind, g.city AS city,
       mechanisms, hosts, g.basis AS basis, g.sources AS sources
ORDER BY start, id
