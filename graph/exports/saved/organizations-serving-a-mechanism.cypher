// Which organizations serve a mechanism, in which role
// Roles as a source gives them: partner, donor, coordinator, technical support, host.
WITH 'bali' AS mechanism
MATCH (o:Organization)-[r:SERVES]->(m:Mechanism {id: mechanism})
RETURN o.id AS id, o.name AS organization, o.acronym AS acronym, r.role AS role, r.start AS since,
       r.end AS until, r.attested_last AS seen, r.basis AS basis, r.sources AS sources,
       r.fact AS fact
ORDER BY id, fact
