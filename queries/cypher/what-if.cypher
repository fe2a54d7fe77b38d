// Where would an alternative or a softer interface spare a service?
//
// Every hard integration that nothing else can do for its consumer, where a service runs on that consumer: the places
// to look at first. `itmap query what-if` tries every single change and says how much each would spare.
//
// Parameters: none.

MATCH (provider:System)<-[:FROM]-(link:Integration {dependence: 'hard'})-[:TO]->(consumer:System)
WHERE NOT EXISTS { (link)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] }
  AND (link.alternative_group IS NULL OR NOT EXISTS {
    (consumer)<-[:TO]-(other:Integration)
    WHERE toLower(trim(other.alternative_group)) = toLower(trim(link.alternative_group)) AND other.id <> link.id
      AND NOT EXISTS { (other)-[:FROM|VIA|TO]->(gone:System) WHERE gone.status IN ['planned', 'retired'] }
  })
MATCH (consumer)-[:SUPPORTS {role: 'primary'}]->(service:Service)
WITH provider, consumer, link, service ORDER BY service.name
WITH provider, consumer, link, collect(DISTINCT service) AS services
RETURN consumer.name AS system,
  provider.name AS needs,
  link.data AS data,
  [service IN services | service.name] AS services,
  size([service IN services WHERE service.statutory]) AS statutory_services
ORDER BY statutory_services DESC, size(services) DESC, system, needs, data
