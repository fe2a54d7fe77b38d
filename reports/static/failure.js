// The estate in the page, and what stops with what: the rules of itmap/readings.py, by numbers of records.
(() => {
  let read;

  function numbered(kinds) {
    const records = [];
    kinds.forEach((kind, of) => kind.records.forEach(([name, facts, sources, only], at) =>
      records.push({
        number: records.length, kind, of, name, sources, only: !!only, anchor: `${kind.name}-${at + 1}`,
        facts: facts.map((fact) => (typeof fact === "number" ? [fact] : fact)),
      })));
    for (const record of records) record.name ??= ["Provider", "Consumer"].map((end) => endOf(records, record, end)).join(" > ");
    return records;
  }

  // The name of the system at one end of a connection.
  function endOf(records, { kind, facts }, end) {
    return records[facts[kind.facts.indexOf(end)][0]].name;
  }

  // Everything, read once, when it is first asked for.
  itmap.estate = () => {
    if (read) return read;
    const { kinds, files, fails } = itmap.told("estate-data");
    const records = numbered(kinds);
    const needs = fails.needs.map(([system, sure, links]) => ({ system, sure: !!sure, links }));
    const rests = new Map(fails.links);
    const neededBy = new Map(); // a system, or an integration that can stop by itself, to the needs it may fail
    needs.forEach((need) => need.links.forEach((link) => [link, ...rests.get(link)].forEach((cause) => {
      if (!neededBy.has(cause)) neededBy.set(cause, []);
      neededBy.get(cause).push(need);
    })));
    read = {
      kinds, files, records, needs, rests, neededBy,
      byAnchor: new Map(records.map((record) => [record.anchor, record])),
      groups: new Map(fails.groups),
      own: new Map(fails.own.map(([group, certain, beside]) => [group, { certain, possible: [...certain, ...beside] }])),
      runs: new Map(fails.runs),
      live: new Set(fails.live),
      statutory: new Set(fails.statutory),
    };
    return read;
  };

  itmap.anchor = (number) => itmap.estate().records[number].anchor;

  // The systems and services that stop when these systems and integrations do, in one reading.
  function stopping(own, reading) {
    const { rests, neededBy, runs, live } = itmap.estate();
    const causes = new Set(own);
    const systems = new Set([...own].filter((number) => live.has(number)));
    const waiting = [...own];
    const falls = (link) => causes.has(link) || rests.get(link).some((cause) => systems.has(cause));
    while (waiting.length) {
      for (const need of neededBy.get(waiting.pop()) ?? []) {
        if ((reading === "certain" && !need.sure) || systems.has(need.system) || !need.links.every(falls)) continue;
        systems.add(need.system);
        waiting.push(need.system);
      }
    }
    const services = new Set();
    for (const [service, its] of runs) {
      if (its.some((needed) => needed.every((system) => systems.has(system)))) services.add(service);
    }
    return { systems, services };
  }

  itmap.stopping = stopping;

  // What stops with supplier groups: `certain`, and `possible`, which holds the first.
  itmap.suppose = (groups) => {
    const { own } = itmap.estate();
    const together = (reading) => new Set(groups.flatMap((group) => own.get(group)?.[reading] ?? []));
    return { certain: stopping(together("certain"), "certain"), possible: stopping(together("possible"), "possible") };
  };

  // Links to records, by name.
  itmap.links = (numbers) => {
    const { records } = itmap.estate();
    return [...numbers].map((number) => records[number])
      .sort((one, other) => one.name.localeCompare(other.name, "en-GB") || one.number - other.number)
      .map((record) => itmap.element("a", record.name, { href: `#${record.anchor}` }));
  };

  // A heading with the count, and the records behind it: the first twenty in sight.
  itmap.list = (heading, numbers, level = "h3") => {
    const links = itmap.links(numbers);
    const block = itmap.element("div");
    block.append(itmap.element(level, `${heading}: ${links.length ? links.length.toLocaleString("en-GB") : "none"}`));
    const listed = (some) => {
      const list = itmap.element("ul", "", { class: "names" });
      list.append(...some.map((link) => {
        const item = itmap.element("li");
        item.append(link);
        return item;
      }));
      return list;
    };
    if (links.length) block.append(listed(links.slice(0, 20)));
    if (links.length > 20) {
      const more = itmap.element("details");
      more.append(itmap.element("summary", `${(links.length - 20).toLocaleString("en-GB")} more`));
      more.addEventListener("toggle", () => more.append(listed(links.slice(20))), { once: true });
      block.append(more);
    }
    return block;
  };

  itmap.minus = (one, other) => [...one].filter((item) => !other.has(item));
})();
