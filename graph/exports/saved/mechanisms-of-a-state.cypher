// In which mechanisms a State takes part on a day
// As member, as observer, or in a forum open to all. The ring says whether IOM listed the mechanism.
WITH 'MEX' AS state, 20261122 AS day
MATCH (s:State {id: state})-[r:MEMBER_OF|OBSERVER_OF|PARTICIPATES_IN]->(m:Mechanism)
WHERE r.standing_from <= day AND day <= r.standing_to
RETURN m.id AS id, m.name AS mechanism, m.ring AS ring, m.level AS level, type(r) AS part,
       r.start AS since, r.end AS until, r.basis AS basis, r.sources AS sources, r.fact AS fact
ORDER BY id, fact
