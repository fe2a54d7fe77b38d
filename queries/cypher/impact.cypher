// What stops when this system does, if no alternative and no stand-in worked?
//
// It follows hard integrations, each taken alone, and the hubs that they run through: at worst, of what is known.
// `itmap query impact` also weighs alternatives, stand-ins and unknowns, and answers for suppliers and integrations.
//
// Parameters
//   system (text): its name or reference
//
// In Neo4j Browser, set them first:
//   :param system => 'Housing'

MATCH (start:System)
WHERE toLower($system) IN [toLower(start.name), toLower(start.reference)]
  AND NOT coalesce(start.status, '') IN ['planned', 'retired']
MATCH path = ANY SHORTEST (start)
  (()<-[:FROM|VIA]-(link:Integration
    WHERE link.dependence = 'hard'
      AND NOT EXISTS { (link)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] }
  )-[:TO]->())*
  (:System)-[:SUPPORTS {role: 'primary'}]->{0,1}(reached:System|Service)
WHERE reached <> start
WITH reached, path, [step IN nodes(path) WHERE NOT step:Integration | step.name] AS chain
RETURN CASE WHEN reached:System THEN 'system' ELSE 'service' END AS kind,
  reached.name AS name,
  size(chain) - 1 AS distance,
  chain,
  path
ORDER BY distance, kind DESC, name
