// States that are members of at least one listed mechanism on a day
// Which, by id, with their mechanisms. Territories and organizations are kept apart from States.
WITH 20261122 AS day
MATCH (s:State)-[r:MEMBER_OF]->(m:Mechanism)
WHERE m.ring = 'listed' AND r.standing_from <= day AND day <= r.standing_to
WITH DISTINCT s, m.id AS mechanism ORDER BY mechanism
RETURN s.id AS id, s.name AS state, s.designation_note AS designation,
       collect(mechanism) AS mechanisms
ORDER BY id
