// Which days do the contracts name in the coming months?
//
// The days as the register gives them: the end of the term, the end after every extension, the day before which notice
// can't run, the review. `itmap query calendar` also works out the days for notice, for deciding and for beginning a
// replacement.
//
// Parameters
//   as_of (date): the first day
//   until (date): the last day
//
// In Neo4j Browser, set them first:
//   :param as_of => date('2026-04-01')
//   :param until => date('2029-04-01')

MATCH (c:Contract)
WHERE NOT coalesce(c.status, '') IN ['ended', 'withdrawn']
UNWIND [
  {kind: 'end', day: c.end_date},
  {kind: 'end after every extension', day: c.maximum_end_date},
  {kind: 'irrevocable until', day: c.irrevocable_until},
  {kind: 'review', day: c.review_date}
] AS due
WITH c, due.kind AS kind, due.day AS day
WHERE $as_of <= day <= $until
OPTIONAL MATCH (organisation:Itmap {id: c.organisation})
OPTIONAL MATCH (supplier:Supplier)-[:SUPPLIES]->(c)
WITH c, kind, day, organisation, supplier ORDER BY supplier.name
RETURN day,
  kind,
  organisation.name AS organisation,
  c.reference AS reference,
  c.title AS title,
  collect(supplier.name) AS suppliers
ORDER BY day, kind, title, reference
