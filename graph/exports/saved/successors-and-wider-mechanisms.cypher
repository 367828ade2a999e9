// Which mechanism came after which, and which is part of which
// SUCCEEDED leads from the newer to the older, PART_OF from the part to the wider one.
MATCH (a:Mechanism)-[r:SUCCEEDED|PART_OF]->(b:Mechanism)
RETURN type(r) AS tie, a.id AS one, a.name AS one_name, b.id AS other, b.name AS other_name,
       coalesce(r.date, r.start) AS since, r.sources AS sources, r.fact AS fact
ORDER BY fact
