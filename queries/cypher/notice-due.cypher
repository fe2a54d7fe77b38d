// Which contracts renew themselves unless we give notice, from one day to another?
//
// Those whose last day for notice is known and lies between the two days, of contracts that are not over by their own
// status. `itmap query exits` also knows those whose notice or renewal period nobody recorded.
//
// Parameters
//   as_of (date): the day from which it is seen
//   until (date): the last day of interest
//
// In Neo4j Browser, set them first:
//   :param as_of => date('2026-04-01')
//   :param until => date('2026-09-30')

MATCH (c:Contract {renewal: 'automatic'})
WHERE NOT coalesce(c.status, '') IN ['pipeline', 'ended', 'withdrawn']
WITH c, split(c.notice_period, ' ') AS notice_text, split(c.renewal_period, ' ') AS period_text
WITH c,
  // Lengths of time are kept as text, `3 months` or `2+1+1 years`: a renewal lasts as long as the first part.
  reduce(sum = 0, part IN split(notice_text[0], '+') | sum + toInteger(part)) AS notices, notice_text[1] AS notice_unit,
  toInteger(split(period_text[0], '+')[0]) AS periods, period_text[1] AS period_unit
WITH c,
  CASE
    WHEN notice_unit STARTS WITH 'day' THEN duration({days: notices})
    WHEN notice_unit STARTS WITH 'week' THEN duration({days: 7 * notices})
    WHEN notice_unit STARTS WITH 'month' THEN duration({months: notices})
    WHEN notice_unit STARTS WITH 'year' THEN duration({months: 12 * notices})
  END AS notice,
  CASE
    WHEN periods = 0 THEN null
    WHEN period_unit STARTS WITH 'day' THEN duration({days: periods})
    WHEN period_unit STARTS WITH 'week' THEN duration({days: 7 * periods})
    WHEN period_unit STARTS WITH 'month' THEN duration({months: periods})
    WHEN period_unit STARTS WITH 'year' THEN duration({months: 12 * periods})
  END AS period
WITH c, notice,
  // The first end whose notice day is not past: no later than so many renewals, of 28 days a month at least.
  CASE
    WHEN c.end_date - notice >= $as_of THEN c.end_date
    ELSE [times IN range(0, coalesce(2 + duration.inDays(c.end_date, $as_of + notice).days / (28 * period.months + period.days), -1))
      WHERE c.end_date + period * times - notice >= $as_of | c.end_date + period * times][0]
  END AS ends
WITH c, ends, ends - notice AS act_by
WHERE act_by <= $until AND NOT coalesce(ends >= c.maximum_end_date OR c.end_date >= c.maximum_end_date, false)
OPTIONAL MATCH (organisation:Itmap {id: c.organisation})
OPTIONAL MATCH (supplier:Supplier)-[:SUPPLIES]->(c)
WITH c, ends, act_by, organisation, supplier ORDER BY supplier.name
RETURN act_by,
  ends,
  organisation.name AS organisation,
  c.reference AS reference,
  c.title AS title,
  collect(supplier.name) AS suppliers
ORDER BY act_by, title, reference
