// Through which systems does most of our data pass?
//
// Integrations that run via each system, and those that it gives others data by. What many need is worth care; whether
// they would stop without it, `itmap query impact` says.
//
// Parameters: none.

MATCH (s:System)
WITH s,
  COUNT { (s)<-[:VIA]-(:Integration) } AS integrations_via,
  COUNT { (s)<-[:FROM]-(:Integration) } AS integrations_from
WHERE integrations_via + integrations_from > 0
OPTIONAL MATCH (organisation:Itmap {id: s.organisation})
OPTIONAL MATCH (s)<-[:FROM|VIA]-(:Integration)-[:TO]->(consumer:System)
RETURN organisation.name AS organisation,
  s.name AS system,
  s.status AS status,
  integrations_via,
  integrations_from,
  count(DISTINCT consumer) AS systems_served
ORDER BY integrations_via DESC, systems_served DESC, system
