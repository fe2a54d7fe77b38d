// What do the registers name that no row defines?
//
// Suppliers, systems, services and contracts that are known only because another row names them, with how many records
// do: what to ask for first, or a name that was written in two ways.
//
// Parameters: none.

MATCH (n:Itmap)
WHERE n.defined = false AND NOT n:Organisation
OPTIONAL MATCH (organisation:Itmap {id: n.organisation})
// A relationship without a field follows from another record, and names nothing by itself.
OPTIONAL MATCH (n)-[named]-(other:Itmap) WHERE named.field IS NOT NULL
RETURN [label IN labels(n) WHERE label <> 'Itmap'][0] AS kind,
  coalesce(n.name, n.title, n.reference) AS name,
  organisation.name AS organisation,
  count(DISTINCT other) AS named_by
ORDER BY named_by DESC, kind, name
