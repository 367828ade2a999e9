// Which mechanisms work on a theme or a narrower one
// `standing` says whether the mechanism itself calls it a priority.
WITH 'theme-labour-migration' AS theme
MATCH (t:Theme)-[:BROADER*0..2]->(w:Theme {id: theme})
WITH DISTINCT t
MATCH (m:Mechanism)-[r:WORKS_ON]->(t)
RETURN m.id AS id, m.name AS mechanism, m.ring AS ring, t.id AS theme, r.standing AS standing,
       r.start AS since, r.end AS until, r.sources AS sources, r.fact AS fact
ORDER BY id, fact
