// Memberships that stand by default, though no source has shown them for five years
// The end is open in the last source seen; these are the first to hold against a newer list.
WITH 20261122 AS day
MATCH (p)-[r:MEMBER_OF]->(m:Mechanism)
WHERE r.end = 'open' AND r.to_min < day - 50000
  AND r.standing_from <= day AND day <= r.standing_to
RETURN m.id AS id, m.name AS mechanism, p.id AS member, p.name AS name,
       p.designation_note AS designation, r.attested_last AS seen, r.fact AS fact
ORDER BY id, fact
