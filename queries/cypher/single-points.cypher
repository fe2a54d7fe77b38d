// Which single systems would stop the most services, if no alternative and no stand-in worked?
//
// It follows hard integrations, each taken alone, and the hubs that they run through: at worst, of what is known.
// `itmap query single-points` also weighs alternatives, stand-ins and unknowns, and tells of integrations.
//
// Parameters: none.

MATCH (start:System)
WHERE NOT coalesce(start.status, '') IN ['planned', 'retired']
MATCH ANY SHORTEST (start)
  (()<-[:FROM|VIA]-(link:Integration
    WHERE link.dependence = 'hard'
      AND NOT EXISTS { (link)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] }
  )-[:TO]->())*
  (stopped:System)
OPTIONAL MATCH (stopped)-[:SUPPORTS {role: 'primary'}]->(service:Service)
WITH start, stopped, service ORDER BY service.name
WITH start, count(DISTINCT stopped) - 1 AS other_systems_stopped, collect(DISTINCT service) AS services
WHERE size(services) > 0
RETURN start.name AS system,
  start.kind AS kind,
  other_systems_stopped,
  [service IN services | service.name] AS services_stopped,
  size([service IN services WHERE service.statutory]) AS statutory_services_stopped
ORDER BY statutory_services_stopped DESC, size(services) DESC, other_systems_stopped DESC, system
