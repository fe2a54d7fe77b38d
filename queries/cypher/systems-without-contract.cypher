// Which live systems does no contract cover?
//
// A contract that is ended or withdrawn by its own status covers nothing any more.
//
// Parameters: none.

MATCH (s:System)
WHERE NOT coalesce(s.status, '') IN ['planned', 'retired']
  AND NOT EXISTS {
    (s)<-[:COVERS]-(c:Contract) WHERE NOT coalesce(c.status, '') IN ['ended', 'withdrawn']
  }
OPTIONAL MATCH (organisation:Itmap {id: s.organisation})
OPTIONAL MATCH (maker:Supplier)-[:MAKES|HOSTS]->(s)
WITH s, organisation, maker ORDER BY maker.name
RETURN organisation.name AS organisation,
  s.name AS system,
  s.criticality AS criticality,
  collect(DISTINCT maker.name) AS made_or_hosted_by
ORDER BY coalesce(criticality, 0) DESC, system
