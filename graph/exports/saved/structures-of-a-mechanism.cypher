// Bodies within a mechanism, and who sits in them
// Steering committees, working groups, focal points. A body without known seats is listed, too.
WITH 'bali' AS mechanism
MATCH (m:Mechanism {id: mechanism})-[:HAS_STRUCTURE]->(s:Structure)
OPTIONAL MATCH (p)-[r:SITS_IN]->(s)
WITH s, p.id AS seat ORDER BY seat
RETURN s.id AS id, s.name AS structure, s.kind AS kind, s.start AS since, s.end AS until,
       collect(DISTINCT seat) AS seats, s.sources AS sources
ORDER BY id
