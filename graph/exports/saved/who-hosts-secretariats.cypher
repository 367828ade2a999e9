// Who hosts or provides the secretariat of which mechanism
// One host may serve several mechanisms; a mechanism whose secretariat has no known host is left
// out, which does not mean that it has none.
MATCH (h)-[r:HOSTS_SECRETARIAT]->(s:Secretariat)-[:SECRETARIAT_OF]->(m:Mechanism)
RETURN labels(h)[0] AS kind, h.id AS host, h.name AS name, h.designation_note AS designation,
       s.name AS secretariat, s.city AS city, m.id AS mechanism, r.start AS since, r.end AS until,
       r.basis AS basis, r.fact AS fact
ORDER BY host, fact, mechanism
