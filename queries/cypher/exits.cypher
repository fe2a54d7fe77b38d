// Which contract lets us out, when, and by which day must we say so?
//
// Only where the contract's terms give one day: earliest_exit is empty where something isn't recorded that decides it.
// `itmap query exits` says then between which days it lies. A notice day counts as in time.
//
// Parameters
//   as_of (date): the day from which it is seen
//
// In Neo4j Browser, set them first:
//   :param as_of => date('2026-04-01')

MATCH (c:Contract)
WITH c, c.end_date AS end, c.maximum_end_date AS last, $as_of AS today,
  CASE WHEN c.irrevocable_until > $as_of THEN c.irrevocable_until ELSE $as_of END AS runs_from,
  // Lengths of time are kept as text, `3 months` or `2+1+1 years`: a renewal lasts as long as the first part.
  split(c.notice_period, ' ') AS notice_text,
  split(c.renewal_period, ' ') AS period_text
WITH c, end, last, today, runs_from,
  reduce(sum = 0, part IN split(notice_text[0], '+') | sum + toInteger(part)) AS notices, notice_text[1] AS notice_unit,
  toInteger(split(period_text[0], '+')[0]) AS periods, period_text[1] AS period_unit
WITH c, end, last, today, runs_from,
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
WITH c, end, last, today, runs_from, notice,
  CASE
    WHEN c.renewal = 'rolling' THEN 'rolling'
    WHEN end IS NULL OR NOT coalesce(c.renewal, '') IN ['none', 'automatic'] THEN 'unknown'
    WHEN c.renewal = 'none' THEN CASE WHEN end < today THEN 'out of contract' ELSE 'fixed term' END
    ELSE CASE WHEN last < today THEN 'out of contract' ELSE 'renews automatically' END
  END AS state,
  // The first end whose notice day is not past: no later than so many renewals, of 28 days a month at least.
  CASE
    WHEN end - notice >= today THEN end
    ELSE [times IN range(0, coalesce(2 + duration.inDays(end, today + notice).days / (28 * period.months + period.days), -1))
      WHERE end + period * times - notice >= today | end + period * times][0]
  END AS leaves
WITH c, state, notice,
  CASE state
    WHEN 'out of contract' THEN today
    WHEN 'fixed term' THEN CASE
      WHEN c.irrevocable_until IS NULL THEN end
      WHEN runs_from + notice < end THEN runs_from + notice
      WHEN notice IS NOT NULL THEN end
    END
    WHEN 'rolling' THEN CASE WHEN runs_from + notice < end THEN end ELSE runs_from + notice END
    WHEN 'renews automatically' THEN CASE WHEN end >= last OR leaves >= last THEN last ELSE leaves END
  END AS earliest_exit,
  CASE WHEN state = 'renews automatically' AND NOT coalesce(end >= last OR leaves >= last, false) THEN leaves END AS left_by_notice
OPTIONAL MATCH (organisation:Itmap {id: c.organisation})
OPTIONAL MATCH (supplier:Supplier)-[:SUPPLIES]->(c)
WITH c, state, earliest_exit, left_by_notice - notice AS act_by, organisation, supplier ORDER BY supplier.name
RETURN organisation.name AS organisation,
  c.reference AS reference,
  c.title AS title,
  collect(supplier.name) AS suppliers,
  state,
  earliest_exit,
  act_by
ORDER BY act_by, earliest_exit, title, reference
