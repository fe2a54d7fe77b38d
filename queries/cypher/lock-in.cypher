// Which suppliers' systems are closed, hard to replace, and entangled with the rest?
//
// Counts of what is recorded, for each supplier group's own systems: those that it makes or hosts, and those that its
// running contracts cover. `itmap query lock-in` makes scores and ranks of these and three more criteria.
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
MATCH (member)-[:MAKES|HOSTS|SUPPLIES]->(held)-[:COVERS*0..1]->(own:System)
WHERE NOT coalesce(own.status, '') IN ['planned', 'retired']
  AND (held:System
    OR held.role IN ['supplies', 'hosts', 'licenses', 'supports']
      AND NOT coalesce(held.status, '') IN ['pipeline', 'ended', 'withdrawn']
      AND NOT coalesce(held.type, '') IN ['framework', 'DPS']
      AND coalesce(held.start_date <= $as_of, true)
      AND (held.renewal = 'rolling'
        OR held.renewal = 'none' AND held.end_date >= $as_of
        OR held.renewal = 'automatic' AND held.end_date IS NOT NULL
          AND coalesce(held.maximum_end_date >= $as_of, true)))
WITH owner, collect(DISTINCT own) AS systems
UNWIND systems AS own
OPTIONAL MATCH (own)<-[:FROM|TO]-(link:Integration)-[:FROM|TO]->(other:System)
WHERE NOT other IN systems
  AND NOT EXISTS { (link)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] }
WITH owner, systems, collect(DISTINCT link) AS links
RETURN owner.name AS supplier,
  size(systems) AS systems,
  size([own IN systems WHERE own.api IN ['proprietary', 'none'] OR own.data_export IN ['proprietary', 'none']])
    AS closed_systems,
  size([own IN systems WHERE own.substitutability IN ['highly complex', 'not substitutable']])
    AS hard_to_replace_systems,
  size([link IN links WHERE link.dependence = 'hard']) AS hard_integrations_with_others,
  size([link IN links WHERE coalesce(link.dependence, 'unknown') = 'unknown']) AS integrations_of_unknown_dependence
ORDER BY hard_to_replace_systems DESC, closed_systems DESC, hard_integrations_with_others DESC, supplier
