// What do the contracts with a yearly price pay each supplier?
//
// Contracts of one supplier group whose value is a year's, that have begun and are not over; values as written, whatever
// their VAT. `itmap query concentration` also turns totals into yearly values, counts what is unknown, and takes lots
// that repeat one value for one.
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
MATCH (member)-[:SUPPLIES]->(c:Contract {value_basis: 'annual'})
WHERE toFloat(c.value) >= 0
  AND NOT coalesce(c.status, '') IN ['pipeline', 'ended', 'withdrawn']
  AND NOT coalesce(c.type, '') IN ['framework', 'DPS']
  AND coalesce(c.start_date <= $as_of, true)
  AND (c.status = 'live' OR c.renewal = 'rolling' OR coalesce(c.end_date >= $as_of, true)
    OR c.renewal = 'automatic' AND coalesce(c.maximum_end_date >= $as_of, true))
WITH c, collect(DISTINCT owner) AS owners
WHERE size(owners) = 1
WITH owners[0] AS owner, count(c) AS contracts, sum(toFloat(c.value)) AS annual_value
WITH collect({supplier: owner.name, contracts: contracts, annual_value: annual_value}) AS rows,
  sum(annual_value) AS whole
UNWIND rows AS row
RETURN row.supplier AS supplier,
  row.contracts AS contracts,
  row.annual_value AS annual_value,
  CASE WHEN whole > 0 THEN row.annual_value / whole END AS share
ORDER BY annual_value DESC, supplier
