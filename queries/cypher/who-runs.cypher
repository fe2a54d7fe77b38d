// Who else runs this product?
//
// Systems of every council that are this product or are called so, planned and retired ones too.
//
// Parameters
//   product (text): the product's name, or a part of it
//
// In Neo4j Browser, set them first:
//   :param product => 'Housing Suite'

MATCH (s:System)
WHERE toLower(s.product) CONTAINS toLower($product) OR toLower(s.name) CONTAINS toLower($product)
OPTIONAL MATCH (organisation:Itmap {id: s.organisation})
OPTIONAL MATCH (maker:Supplier)-[:MAKES]->(s)
WITH s, organisation, maker ORDER BY maker.name
RETURN organisation.name AS organisation,
  s.name AS system,
  s.product AS product,
  s.version AS version,
  s.status AS status,
  collect(DISTINCT maker.name) AS made_by
ORDER BY organisation, system
