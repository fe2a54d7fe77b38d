// Which systems fit badly, and how much hangs on each?
//
// The quadrant of each live system (tolerate, invest, migrate, eliminate), the integrations that replacing it would
// touch, and the services that run on it. `itmap query candidates` ranks them by what leaving would free.
//
// Parameters
//   good_fit (whole number): the fit, 1 to 4, from which a system counts as a good one; itmap's own setting is 3
//
// In Neo4j Browser, set them first:
//   :param good_fit => 3

MATCH (s:System)
WHERE NOT coalesce(s.status, '') IN ['planned', 'retired']
OPTIONAL MATCH (s)<-[:FROM|TO|VIA]-(link:Integration)
WITH s, count(DISTINCT link) AS integrations
OPTIONAL MATCH (organisation:Itmap {id: s.organisation})
OPTIONAL MATCH (s)-[:SUPPORTS {role: 'primary'}]->(service:Service)
WITH s, integrations, organisation, service ORDER BY service.name
WITH s, integrations, organisation, collect(DISTINCT service.name) AS services
RETURN organisation.name AS organisation,
  s.name AS system,
  CASE
    WHEN s.functional_fit IS NULL OR s.technical_fit IS NULL THEN 'not assessed'
    WHEN s.functional_fit >= $good_fit THEN CASE WHEN s.technical_fit >= $good_fit THEN 'invest' ELSE 'migrate' END
    ELSE CASE WHEN s.technical_fit >= $good_fit THEN 'tolerate' ELSE 'eliminate' END
  END AS quadrant,
  integrations,
  services
ORDER BY CASE quadrant WHEN 'eliminate' THEN 0 WHEN 'migrate' THEN 1 ELSE 2 END, quadrant, integrations, system
