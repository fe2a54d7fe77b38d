// Which suppliers have several contracts that end within the same months, and with which councils?
//
// By the supplier as contracted and the end of the term as the register gives it. `itmap query together` also counts
// those that could end then because they renew or roll, takes every name of a supplier group as one, and finds the
// window in which most can end.
//
// Parameters
//   as_of (date): the first day of the window
//   until (date): its last day
//
// In Neo4j Browser, set them first:
//   :param as_of => date('2026-04-01')
//   :param until => date('2026-10-01')

MATCH (supplier:Supplier)-[:SUPPLIES]->(c:Contract)
WHERE $as_of <= c.end_date <= $until AND NOT coalesce(c.status, '') IN ['ended', 'withdrawn']
OPTIONAL MATCH (organisation:Itmap {id: c.organisation})
WITH supplier, c, organisation ORDER BY c.title, c.id
WITH supplier, collect(c.title) AS contracts, min(c.end_date) AS first, max(c.end_date) AS last,
  collect(DISTINCT organisation.name) AS organisations
WHERE size(contracts) > 1
RETURN supplier.name AS supplier, contracts, organisations, first, last
ORDER BY size(contracts) DESC, first, supplier
