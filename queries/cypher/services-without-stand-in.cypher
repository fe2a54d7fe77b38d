// Which services stop when one system does, with nothing to stand in?
//
// Each live system that a service runs on, where no live system stands in for it or for the whole service. Statutory
// services come first, then those of which nobody said.
//
// Parameters: none.

MATCH (s:System)-[:SUPPORTS {role: 'primary'}]->(service:Service)
WHERE NOT coalesce(s.status, '') IN ['planned', 'retired']
  AND NOT EXISTS {
    (stand_in:System)-[r:SUPPORTS {role: 'fallback'}]->(service)
    WHERE coalesce(r.replaces, s.id) = s.id AND NOT coalesce(stand_in.status, '') IN ['planned', 'retired']
  }
OPTIONAL MATCH (organisation:Itmap {id: service.organisation})
WITH organisation, service, s ORDER BY s.name
RETURN organisation.name AS organisation,
  service.name AS service,
  service.statutory AS statutory,
  service.manual_workaround AS manual_workaround,
  collect(DISTINCT s.name) AS systems
ORDER BY CASE statutory WHEN true THEN 0 WHEN false THEN 2 ELSE 1 END, service
