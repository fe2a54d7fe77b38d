// By which ways does this supplier reach the services that the law requires?
//
// The shortest way from its group to each statutory service: through what it makes, hosts or has a contract for, and
// through hard integrations and their hubs. A way is no failure: `itmap query impact` says which of them would stop.
//
// Parameters
//   supplier (text): its name, or another name of it that a row used
//
// In Neo4j Browser, set them first:
//   :param supplier => 'Alder Ltd'

MATCH (asked:Supplier)
WHERE toLower($supplier) IN
  [name IN [asked.name] + coalesce(asked.also_known_as, []) + coalesce(asked.names_seen, []) | toLower(name)]
MATCH (asked)-[:OWNED_BY*0..]-(member:Supplier)
WITH DISTINCT member
MATCH path = ANY SHORTEST
  (member)-[:MAKES|HOSTS|SUPPLIES]->()-[:COVERS]->{0,1}()
  (()<-[:FROM|VIA]-(:Integration {dependence: 'hard'})-[:TO]->())*
  (:System)-[:SUPPORTS {role: 'primary'}]->(service:Service {statutory: true})
RETURN member.name AS supplier,
  service.name AS service,
  [step IN nodes(path) WHERE NOT step:Integration | coalesce(step.name, step.title, step.reference)] AS chain,
  path
ORDER BY supplier, size(chain), service
