// Which suppliers do these two councils share?
//
// Supplier groups that have a contract with each, or make or host a system of each; what is ended counts too.
//
// Parameters
//   one (text): a council's name or reference
//   other (text): the other's
//
// In Neo4j Browser, set them first:
//   :param one => 'Northshire Council'
//   :param other => 'Southshire Council'

MATCH (organisation:Organisation)
WITH organisation,
  [toLower(organisation.name), toLower(organisation.reference)] AS called
WITH organisation, CASE WHEN toLower($one) IN called THEN 1 WHEN toLower($other) IN called THEN 2 END AS place
WHERE place IS NOT NULL
MATCH (held:Itmap {organisation: organisation.id})<-[:MAKES|HOSTS|SUPPLIES]-(member:Supplier)
MATCH (member)-[:OWNED_BY*0..]->(above:Supplier)
WHERE NOT EXISTS { (above)-[:OWNED_BY]->() } OR EXISTS { (above)-[:OWNED_BY*]->(above) }
WITH place, held, member, above ORDER BY above.name, above.id
WITH place, held, member, collect(above)[0] AS owner
WITH DISTINCT owner, place, held, coalesce(held.name, held.title, held.reference) AS name ORDER BY name
WITH owner,
  [each IN collect({place: place, name: name}) WHERE each.place = 1 | each.name] AS in_one,
  [each IN collect({place: place, name: name}) WHERE each.place = 2 | each.name] AS in_other
WHERE size(in_one) > 0 AND size(in_other) > 0
RETURN owner.name AS supplier, in_one, in_other
ORDER BY size(in_one) + size(in_other) DESC, supplier
