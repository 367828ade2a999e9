// Recommendations on a theme or a narrower one
// Without those marked `unreviewed`: their text was not yet held against its source again.
WITH 'theme-borders-crime' AS theme
MATCH (t:Theme)-[:BROADER*0..2]->(w:Theme {id: theme})
WITH DISTINCT t
MATCH (r:Recommendation)-[:ADDRESSES]->(t)
WHERE r.standing <> 'unreviewed'
OPTIONAL MATCH (r)-[:MADE_BY]->(m:Mechanism)
WITH r, t, m ORDER BY t.id, m.id
WITH r, collect(DISTINCT t.id) AS themes, collect(DISTINCT m.id) AS made_by
RETURN r.id AS id, r.statement AS statement, r.standing AS standing, r.adopted_min AS adopted_from,
       themes, made_by, r.basis AS basis, r.sources AS sources
ORDER BY adopted_from, id
