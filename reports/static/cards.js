// A card for every supplier, contract, system, service and connection: opened by a link to it, made when it is opened.
(() => {
  const { element, links, list, minus } = itmap;
  const dialog = document.getElementById("card");
  const name = document.getElementById("card-name");
  const body = document.getElementById("card-body");
  const KINDS = /^#(organisation|supplier|contract|system|service|integration)-\d+$/;
  let from = null; // where the reader was
  let pointing; // record number to what points at it

  function terms(pairs) {
    const said = element("dl");
    for (const [term, parts] of pairs) {
      const value = element("dd");
      value.append(...parts);
      said.append(element("dt", term), value);
    }
    return said;
  }

  const joined = (parts) => parts.flatMap((part, at) => (at ? ["; ", part] : [part]));

  function facts(record) {
    return record.facts.map((fact, at) => [record.kind.facts[at], fact]).filter(([, fact]) => fact !== null)
      .map(([term, fact]) => [term, Array.isArray(fact) ? joined(links(fact)) : [fact]]);
  }

  // What this report says of it: the rows of the tables that are about it.
  function told(record) {
    const others = itmap.tables.filter((grid) => grid.table.id !== "chokepoints-table"); // `stops` says the same
    return others.flatMap((grid) => grid.about(record.anchor).map((row) => {
      const block = element("div");
      const section = grid.table.closest("section");
      const heading = element("h3");
      heading.append(element("a", section.querySelector("h2").textContent, { href: `#${section.id}` }));
      block.append(heading, terms([...row.cells].slice(1)
        .map((cell, at) => [grid.heads[at + 1].textContent, [...cell.cloneNode(true).childNodes]])
        .filter((_, at) => !grid.heads[at + 1].classList.contains("how"))));
      return block;
    }));
  }

  function stops(record) {
    const { own, rests, live, records, groups } = itmap.estate();
    let certain, possible, supposing;
    if (record.kind.name === "supplier") {
      const group = groups.get(record.number);
      supposing = `Suppose that everything ${records[group].name}${group === record.number ? "" : ", its owner,"} makes, hosts or runs for us stopped.`;
      ({ certain, possible } = itmap.suppose([group]));
    } else {
      let things = [record.number];
      supposing = "Suppose that it stopped.";
      if (record.kind.name === "contract") {
        supposing = "Suppose that what it is for stopped.";
        things = [...pointed(record).filter(([, number]) => rests.has(number)).map(([, number]) => number),
          ...record.facts.flatMap((fact, at) => (record.kind.facts[at] === "Covers" && fact ? fact : []))];
      }
      things = things.filter((number) => live.has(number) || rests.has(number));
      if (!things.length) return [];
      certain = itmap.stopping(things, "certain");
      possible = itmap.stopping(things, "possible");
      for (const found of [certain, possible]) found.systems.delete(record.number);
    }
    if (record.kind.name === "supplier" && !own.has(groups.get(record.number))) return [];
    const block = element("div");
    block.append(element("h3", "What stops with it"), element("p", supposing),
      list("Services that stop for certain", certain.services, "h4"),
      list("Services that possibly stop as well", minus(possible.services, certain.services), "h4"),
      list("Systems that stop for certain", certain.systems, "h4"),
      list("Systems that possibly stop as well", minus(possible.systems, certain.systems), "h4"));
    return [block];
  }

  // The supplier groups that stop a service, found in small portions so that the card is there at once.
  function leansOn(record) {
    const block = element("div");
    const status = element("p", "Working out which suppliers it depends on …", { role: "status" });
    block.append(element("h3", "Suppliers it depends on"), status);
    const groups = [...itmap.estate().own.keys()];
    const certain = new Set();
    const possible = new Set();
    let at = 0;
    (function portion() {
      const until = performance.now() + 20;
      for (; at < groups.length && performance.now() < until; at += 1) {
        const found = itmap.suppose([groups[at]]);
        if (found.possible.services.has(record.number)) possible.add(groups[at]);
        if (found.certain.services.has(record.number)) certain.add(groups[at]);
      }
      if (at < groups.length) return setTimeout(portion);
      status.remove();
      block.append(list("If one of these stopped, it would stop for certain", certain, "h4"),
        list("If one of these stopped, it would possibly stop", minus(possible, certain), "h4"));
    })();
    return [block];
  }

  // What points at each record: [heading, number] pairs.
  function pointed(record) {
    if (!pointing) {
      pointing = new Map();
      for (const one of itmap.estate().records) {
        one.facts.forEach((fact, at) => Array.isArray(fact) && fact.forEach((number) => {
          if (!pointing.has(number)) pointing.set(number, []);
          pointing.get(number).push([`${one.kind.sheet} with it under ${one.kind.facts[at]}`, one.number]);
        }));
      }
    }
    return pointing.get(record.number) ?? [];
  }

  function neighbours(record) {
    const by = Map.groupBy ? Map.groupBy(pointed(record), ([said]) => said) : new Map();
    if (!Map.groupBy) pointed(record).forEach((pair) => by.set(pair[0], [...(by.get(pair[0]) ?? []), pair]));
    if (!by.size) return [];
    const block = element("div");
    block.append(element("h3", "What is connected to it"),
      ...[...by].map(([said, pairs]) => list(said, new Set(pairs.map(([, number]) => number)), "h4")));
    return [block];
  }

  function sources(record) {
    const { files } = itmap.estate();
    const block = element("div");
    const rows = element("ul");
    rows.append(...record.sources.map(([file, said]) => element("li", `${files[file]}, ${typeof said === "number" ? `row ${said}` : said}`)));
    block.append(element("h3", "Where this comes from"),
      ...(record.only ? [element("p", "No row describes it. These rows only name it:")] : []),
      record.sources.length ? rows : element("p", "No row."));
    return [block];
  }

  function show(record) {
    name.textContent = record.name;
    const kind = element("p", record.kind.one.replace(/^./, (letter) => letter.toUpperCase()), { class: "kind" });
    const known = facts(record);
    body.replaceChildren(kind,
      known.length ? terms(known) : element("p", "The registers hold nothing of it but its name."),
      ...(record.kind.name === "service" ? leansOn(record) : stops(record)), ...told(record),
      ...neighbours(record), ...sources(record));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    name.focus();
  }

  function follow() {
    const record = KINDS.test(location.hash) && itmap.estate().byAnchor.get(location.hash.slice(1));
    if (record) show(record);
    else if (dialog.open) dialog.close();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = link.getAttribute("href");
    if (KINDS.test(target)) {
      event.preventDefault();
      if (!dialog.open) from = link;
      history.pushState(null, "", target);
      follow();
    } else if (dialog.open) {
      from = null;
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    if (KINDS.test(location.hash)) history.replaceState(null, "", location.href.split("#")[0]);
    from?.focus();
  });
  window.addEventListener("popstate", follow);
  follow();
})();
