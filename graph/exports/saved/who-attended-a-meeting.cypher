// Who took part in a meeting, and under which name
// `name_in_source` is given where the source writes another name than ours. Who is not named by a
// source is not in the list; that is no finding.
WITH 'rcm-2021-joint' AS meeting
MATCH (p)-[r:ATTENDED]->(g:Meeting {id: meeting})
RETURN labels(p)[0] AS kind, p.id AS id, p.name AS name, p.designation_note AS designation,
       r.as AS capacity, r.name_as_in_source AS name_in_source, r.basis AS basis,
       r.sources AS sources, r.fact AS fact
ORDER BY kind, fact
