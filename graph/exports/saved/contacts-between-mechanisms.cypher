// Dated contacts between mechanisms
// Joint meetings, presentations, observation. Pairs that are not here may have met unknown to us:
// see the query on coverage.
MATCH (a:Mechanism)-[r:IN_CONTACT]->(b:Mechanism)
RETURN r.date AS date, r.kind AS kind, a.id AS one, a.name AS one_name, b.id AS other,
       b.name AS other_name, r.note AS note, r.basis AS basis, r.sources AS sources,
       r.fact AS fact
ORDER BY date, fact
