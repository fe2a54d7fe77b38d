// Which contracts cover nothing that we know of?
//
// Those that are not ended or withdrawn by their own status, and that no row ties to a system or an integration.
//
// Parameters: none.

MATCH (c:Contract)
WHERE NOT coalesce(c.status, '') IN ['ended', 'withdrawn'] AND NOT EXISTS { (c)-[:COVERS]->() }
OPTIONAL MATCH (organisation:Itmap {id: c.organisation})
OPTIONAL MATCH (supplier:Supplier)-[:SUPPLIES]->(c)
WITH c, organisation, supplier ORDER BY supplier.name
RETURN organisation.name AS organisation,
  c.reference AS reference,
  c.title AS title,
  collect(supplier.name) AS suppliers,
  c.category AS category,
  c.end_date AS end_date
ORDER BY organisation, title, reference
