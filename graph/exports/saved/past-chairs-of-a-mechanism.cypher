// All known chairs of a mechanism, in order
// Terms with an unknown start stand where they may have begun at the earliest.
WITH 'rcm' AS mechanism
MATCH (c)-[r:CHAIRED]->(m:Mechanism {id: mechanism})
RETURN r.from_min AS earliest, r.start AS since, r.end AS until, r.title AS title, c.id AS chair,
       c.name AS name, c.designation_note AS designation, r.basis AS basis,
       r.sources AS sources, r.fact AS fact
ORDER BY earliest, fact
