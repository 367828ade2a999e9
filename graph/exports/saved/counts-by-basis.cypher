// How many facts were read, derived or recalled, by type
// SOURCED_FROM is left out: it repeats what every element says of its sources.
MATCH (a)-[r]->(b)
WHERE type(r) <> 'SOURCED_FROM' AND r.basis IS NOT NULL
RETURN type(r) AS type, r.basis AS basis, count(r) AS facts
ORDER BY type, basis
