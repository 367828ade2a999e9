// Where sources disagree about a mechanism
// The fact stands by a stated rule (the newest, then the most official source); every other value
// is kept as a claim with its source.
MATCH (c:Claim)-[:ABOUT]->(m:Mechanism)
MATCH (c)-[:STATED_IN]->(s:Source)
RETURN m.id AS id, c.fact AS about, c.property AS property, c.value AS value,
       c.attested AS attested, s.id AS source, s.name AS title, s.grade AS grade, c.id AS claim
ORDER BY id, claim, source
