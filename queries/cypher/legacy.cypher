// Which systems are old and risky, and which has nobody looked at?
//
// The Legacy IT Risk Assessment Framework, to the letter, as `itmap query legacy`: likelihood and impact are each
// (mean + highest) / 2 of their scores, overall is their product, red from 16; nothing of it until all scores are given.
//
// Parameters: none.

MATCH (s:System)
WITH s,
  [name IN ['l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7'] | s[name]] AS causes,
  [name IN ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] | s[name]] AS effects
WITH s, causes, effects,
  (reduce(sum = 0.0, score IN causes | sum + score) / size(causes)
    + reduce(most = 0, score IN causes | CASE WHEN score > most THEN score ELSE most END)) / 2 AS likelihood,
  (reduce(sum = 0.0, score IN effects | sum + score) / size(effects)
    + reduce(most = 0, score IN effects | CASE WHEN score > most THEN score ELSE most END)) / 2 AS impact
OPTIONAL MATCH (organisation:Itmap {id: s.organisation})
RETURN organisation.name AS organisation,
  s.name AS system,
  likelihood,
  impact,
  likelihood * impact AS overall,
  any(score IN causes WHERE score >= 3) AS legacy,
  likelihood * impact >= 16 AS red,
  [name IN ['l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6']
    WHERE s[name] IS NULL | toUpper(name)] AS missing,
  s.end_of_support AS end_of_support
ORDER BY coalesce(overall, 0) DESC, coalesce(legacy, false) DESC, end_of_support, system
