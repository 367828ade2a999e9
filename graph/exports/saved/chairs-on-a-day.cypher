// Who chairs which mechanism on a day
// Offices of States, territories and organizations, never persons. An open end stands; `seen` is
// the last date on which a source shows it.
WITH 20261122 AS day
MATCH (c)-[r:CHAIRED]->(m:Mechanism)
WHERE r.standing_from <= day AND day <= r.standing_to
RETURN m.id AS id, m.name AS mechanism, c.id AS chair, c.name AS name,
       c.designation_note AS designation, r.title AS title, r.start AS since, r.end AS until,
       r.attested_last AS seen, r.basis AS basis, r.fact AS fact
ORDER BY id, fact
