// Which mechanisms cover a region or a part of it
// Regions are those of the United Nations (M49) and those that mechanisms name themselves.
WITH 'region-m49-002' AS region
MATCH (x:Region)-[:BROADER*0..4]->(w:Region {id: region})
WITH DISTINCT x
MATCH (m:Mechanism)-[r:COVERS]->(x)
RETURN m.id AS id, m.name AS mechanism, m.ring AS ring, m.start AS since, m.end AS until,
       x.id AS region, x.name AS region_name, r.basis AS basis, r.sources AS sources
ORDER BY id, region
