// What do we run twice, alone or together with other councils?
//
// Systems with the same capability, or where none is recorded with the same product: as `itmap query overlaps`. Alike
// in name is not alike in use.
//
// Parameters: none.

MATCH (s:System)
WHERE NOT coalesce(s.status, '') IN ['planned', 'retired'] AND coalesce(s.capability, s.product) IS NOT NULL
OPTIONAL MATCH (organisation:Itmap {id: s.organisation})
WITH s, organisation.name AS organisation,
  CASE WHEN s.capability IS NULL THEN 'product' ELSE 'capability' END AS by,
  coalesce(s.capability, s.product) AS words
WITH s, organisation, by, words,
  reduce(text = '', word IN [word IN split(toLower(words), ' ') WHERE word <> ''] | text + ' ' + word) AS key
ORDER BY s.name, s.id
WITH by, key, collect(words)[0] AS capability, collect(s.name) AS systems,
  collect(DISTINCT organisation) AS organisations,
  sum(toFloat(s.annual_cost)) AS annual_cost_low, count(s.annual_cost) AS systems_with_cost
WHERE size(systems) > 1
RETURN capability,
  by,
  systems,
  organisations,
  size(organisations) < size(systems) AS within_one,
  annual_cost_low,
  CASE WHEN systems_with_cost = size(systems) THEN annual_cost_low END AS annual_cost_high
ORDER BY within_one DESC, size(systems) DESC, annual_cost_low DESC, capability
