// Which mechanisms work on themes aligned with an objective of the Global Compact
// The alignment of themes with objectives is ours: it is derived, and no mechanism's statement.
WITH 21 AS objective
MATCH (g:GcmObjective {number: objective})<-[:ALIGNED_WITH]-(t:Theme)<-[:WORKS_ON]-(m:Mechanism)
WITH g, m, t.id AS theme ORDER BY theme
RETURN g.number AS objective, g.name AS title, m.id AS id, m.name AS mechanism, m.ring AS ring,
       collect(DISTINCT theme) AS themes
ORDER BY id
