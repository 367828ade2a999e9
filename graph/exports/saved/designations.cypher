// Places whose designation carries a note, and where they take part
// The note goes wherever the name stands.
MATCH (p)-[r:MEMBER_OF|OBSERVER_OF|PARTICIPATES_IN|ATTENDED]->(x)
WHERE p.designation_note IS NOT NULL
RETURN p.id AS id, p.name AS name, p.designation_note AS designation, type(r) AS part,
       x.id AS where, r.name_as_in_source AS name_in_source, r.sources AS sources, r.fact AS fact
ORDER BY id, fact
