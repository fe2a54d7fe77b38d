// Which suppliers' failure would stop the most, if no alternative and no stand-in worked?
//
// It supposes that everything a supplier group makes, hosts or runs for us stopped, and takes every hard integration
// alone: the column services_stopped_without_fallbacks of `itmap query chokepoints`. That question also weighs the
// alternatives, the stand-ins and the unknowns, which no single pattern of Cypher can.
//
// Parameters
//   as_of (date): the day on which contracts must run to count
//
// In Neo4j Browser, set them first:
//   :param as_of => date('2026-04-01')

// Every supplier and its group, named after the owner at the top, or in a ring of owners after the first name.
MATCH (member:Supplier)-[:OWNED_BY*0..]->(above:Supplier)
WHERE NOT EXISTS { (above)-[:OWNED_BY]->() } OR EXISTS { (above)-[:OWNED_BY*]->(above) }
WITH member, above ORDER BY above.name, above.id
WITH member, collect(above)[0] AS owner

// What the group stops by itself: what it makes or hosts, and what its contracts that count are for.
MATCH (member)-[:MAKES|HOSTS|SUPPLIES]->(held)-[:COVERS*0..1]->(thing)-[:TO*0..1]->(first:System)
WHERE NOT coalesce(first.status, '') IN ['planned', 'retired']
  AND (held:System
    OR held.role IN ['supplies', 'hosts', 'licenses', 'supports']
      AND NOT coalesce(held.status, '') IN ['pipeline', 'ended', 'withdrawn']
      AND NOT coalesce(held.type, '') IN ['framework', 'DPS']
      AND coalesce(held.start_date <= $as_of, true)
      AND (held.renewal = 'rolling'
        OR held.renewal = 'none' AND held.end_date >= $as_of
        OR held.renewal = 'automatic' AND held.end_date IS NOT NULL
          AND coalesce(held.maximum_end_date >= $as_of, true)))
  AND (thing:System
    OR thing.dependence = 'hard'
      AND NOT EXISTS { (thing)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] })
WITH DISTINCT owner, first

// What follows: an integration stops with its provider and with the hub that it runs through.
MATCH ANY SHORTEST (first)
  (()<-[:FROM|VIA]-(link:Integration
    WHERE link.dependence = 'hard'
      AND NOT EXISTS { (link)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] }
  )-[:TO]->())*
  (stopped:System)
WITH owner, stopped ORDER BY stopped.name
WITH owner, collect(DISTINCT stopped) AS systems
UNWIND systems AS stopped
OPTIONAL MATCH (stopped)-[:SUPPORTS {role: 'primary'}]->(service:Service)
WITH owner, systems, service ORDER BY service.name
WITH owner, systems, collect(DISTINCT service) AS services
RETURN owner.name AS supplier,
  [system IN systems | system.name] AS systems_stopped,
  [service IN services | service.name] AS services_stopped,
  size([service IN services WHERE service.statutory]) AS statutory_services_stopped
ORDER BY statutory_services_stopped DESC, size(services) DESC, size(systems) DESC, supplier
