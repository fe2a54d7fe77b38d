// What does this supplier touch?
//
// Everything that its group makes, hosts or has a contract for, whatever the contract's state, and the services that run
// on it: in Neo4j Browser as a picture. It says what is related, not what would stop.
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
  (member)-[:MAKES|HOSTS|SUPPLIES]->()-[:COVERS]->{0,1}()-[:SUPPORTS]->{0,1}(touched:Contract|System|Integration|Service)
RETURN member.name AS supplier,
  [label IN labels(touched) WHERE label <> 'Itmap'][0] AS kind,
  coalesce(touched.name, touched.title, touched.reference, touched.data, touched.id) AS name,
  path
ORDER BY supplier, kind, name
