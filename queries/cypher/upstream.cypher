// What does this system need, directly or through others?
//
// Every integration counts, hard or not; `chain` leads from the system to what it needs by the fewest steps.
//
// Parameters
//   system (text): its name or reference
//
// In Neo4j Browser, set them first:
//   :param system => 'Housing'

MATCH (start:System)
WHERE toLower($system) IN [toLower(start.name), toLower(start.reference)]
MATCH path = ANY SHORTEST (start)-[:NEEDS]->+(needed:System)
WHERE needed <> start
RETURN needed.name AS system,
  needed.status AS status,
  length(path) AS distance,
  [step IN nodes(path) | step.name] AS chain,
  path
ORDER BY distance, system
