// On which sources a fact rests
// Here: that a State is a member. Change the type and the ends for another fact.
MATCH (a:State {id: 'MEX'})-[r:MEMBER_OF]->(b:Mechanism {id: 'rcm'})
UNWIND range(0, size(r.sources) - 1) AS place
WITH r, place, r.sources[place] AS source, coalesce(r.locators, [])[place] AS locator
MATCH (s:Source {id: source})
RETURN r.fact AS fact, place, s.id AS source, s.name AS title, s.publisher AS publisher,
       s.year AS year, s.url AS url, s.grade AS grade, locator, r.basis AS basis, r.rule AS rule
ORDER BY fact, place
