// States that are members of two mechanisms on the same day
// Common members say nothing by themselves: neighbours share mechanisms by where they lie.
WITH 'bali' AS first, 'colombo' AS second, 20261122 AS day
MATCH (:Mechanism {id: first})<-[r:MEMBER_OF]-(s:State)-[q:MEMBER_OF]->(:Mechanism {id: second})
WHERE r.standing_from <= day AND day <= r.standing_to
  AND q.standing_from <= day AND day <= q.standing_to
RETURN s.id AS id, s.name AS state, s.designation_note AS designation,
       r.start AS since_in_first, q.start AS since_in_second,
       r.fact AS first_fact, q.fact AS second_fact
ORDER BY first_fact, second_fact
