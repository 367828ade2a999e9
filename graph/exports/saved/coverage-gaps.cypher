// What we did not look at, by listed mechanism
// Silence about these is no finding: nobody looked.
MATCH (c:Coverage)-[:COVERAGE_OF]->(m:Mechanism)
WHERE m.ring = 'listed' AND c.extent = 'not looked at'
WITH m, c ORDER BY c.of
RETURN m.id AS id, m.name AS mechanism, collect(c.of) AS not_looked_at
ORDER BY id
