// Facts that rest on general knowledge, for which no source was read
// They are drawn dashed and left out of published figures. Whoever has a source can settle them.
MATCH (a)-[r:MEMBER_OF|OBSERVER_OF|PARTICIPATES_IN|CHAIRED|ATTENDED|HOSTED|HELD_BY|IN_CONTACT]->(b)
WHERE r.basis = 'recalled'
RETURN type(r) AS what, a.id AS one, a.name AS one_name, a.designation_note AS designation,
       b.id AS other, b.name AS other_name, r.fact AS fact
ORDER BY fact
