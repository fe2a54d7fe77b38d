// What hasn't been recorded of the contracts, systems, services and integrations?
//
// How many records of each kind lack what the answers ask for most. `itmap query coverage` says which single facts, once
// known, would narrow the answers most.
//
// Parameters: none.

MATCH (n:Contract|System|Service|Integration)
WITH CASE
    WHEN n:Contract THEN 'Contract'
    WHEN n:System THEN 'System'
    WHEN n:Service THEN 'Service'
    ELSE 'Integration'
  END AS kind, n
UNWIND CASE kind
  WHEN 'Contract' THEN [
    ['role', n.role], ['end_date', n.end_date], ['renewal', n.renewal], ['notice_period', n.notice_period],
    ['value', n.value]
  ]
  WHEN 'System' THEN [
    ['api', n.api], ['data_export', n.data_export], ['substitutability', n.substitutability],
    ['functional_fit', n.functional_fit], ['technical_fit', n.technical_fit]
  ]
  WHEN 'Service' THEN [['statutory', n.statutory], ['criticality', n.criticality]]
  ELSE [['dependence', n.dependence]]
END AS fact
WITH kind, fact[0] AS field, count(*) AS records,
  sum(CASE WHEN coalesce(fact[1], 'unknown') = 'unknown' THEN 1 ELSE 0 END) AS unknown
RETURN kind, field, unknown, records
ORDER BY kind, unknown DESC, field
