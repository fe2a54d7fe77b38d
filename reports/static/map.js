// The map: the chain of what is chosen, by list or by click, for certain in solid lines and possibly in dashed ones.
(() => {
  const place = document.querySelector("[data-chart='map-data']");
  if (!place) return;
  place.addEventListener("drawn", () => setTimeout(open), { once: true });

  function open() {
    const chart = itmap.charts["map-data"];
    const { element } = itmap;
    const [, dashed, solid, ...kinds] = chart.told.data;
    const places = new Map(kinds.flatMap((kind) => kind.customdata.map((number, at) => [number, [kind.x[at], kind.y[at]]])));
    const QUIET = "#767676";
    const INK = "#0b0c0c";

    const { records, own, needs, rests, runs } = itmap.estate();
    const ends = new Map(needs.flatMap(({ system, links }) => links.map((link) => [link, system])));
    const edges = []; // [from, to, whether it is sure]
    for (const [group, { certain, possible }] of own) {
      const surely = new Set(certain);
      for (const number of possible) edges.push([group, ends.get(number) ?? number, surely.has(number)]);
    }
    for (const { system, sure, links } of needs) {
      for (const link of links) for (const cause of rests.get(link)) edges.push([cause, system, sure]);
    }
    for (const [service, its] of runs) for (const [system] of its) edges.push([system, service, true]);

    // What stops with it, and what it leans on: everything from which a way leads to it.
    function chain(number) {
      const system = records[number].kind.name === "system";
      const stops = own.has(number) ? itmap.suppose([number])
        : system ? { certain: itmap.stopping([number], "certain"), possible: itmap.stopping([number], "possible") }
          : { certain: { systems: new Set(), services: new Set() }, possible: { systems: new Set(), services: new Set() } };
      const leans = { certain: new Set(), possible: new Set() };
      for (const reading of Object.keys(leans)) {
        const waiting = [number];
        while (waiting.length) {
          const at = waiting.pop();
          for (const [from, to, sure] of edges) {
            if (to !== at || (reading === "certain" && !sure) || leans[reading].has(from)) continue;
            leans[reading].add(from);
            waiting.push(from);
          }
        }
      }
      const after = (reading) => new Set([number, ...stops[reading].systems, ...stops[reading].services]);
      const before = (reading) => new Set([number, ...leans[reading]]);
      return { after, before };
    }

    function draw(number) {
      const { after, before } = chain(number);
      const parts = ["certain", "possible"].map((reading) => [after(reading), before(reading)]);
      const seen = new Set(parts.flatMap(([one, other]) => [...one, ...other]));
      const lines = { true: [[], []], false: [[], []] };
      const line = (from, to, sure) => {
        if (!places.has(from) || !places.has(to)) return;
        const [[x1, y1], [x2, y2]] = [places.get(from), places.get(to)];
        lines[sure][0].push(x1, x2, null);
        lines[sure][1].push(y1, y2, null);
      };
      // Of what is sure every line; of what is possible the one by which each is reached first: all would hide the names.
      const [[after1, before1], [after2, before2]] = parts;
      for (const [from, to, sure] of edges) {
        if (sure && ((after1.has(from) && after1.has(to)) || (before1.has(from) && before1.has(to)))) line(from, to, true);
      }
      for (const [within, surely, step] of [[after2, after1, ([from, to]) => [from, to]], [before2, before1, ([from, to]) => [to, from]]]) {
        const reached = new Set([number]);
        for (let grew = true; grew;) {
          grew = false;
          for (const edge of edges) {
            const [near, far] = step(edge);
            if (!reached.has(near) || reached.has(far) || !within.has(far)) continue;
            reached.add(far);
            grew = true;
            if (!surely.has(far)) line(edge[0], edge[1], false);
          }
        }
      }
      [solid.x, solid.y] = lines.true;
      [dashed.x, dashed.y] = lines.false;
      for (const kind of kinds) {
        kind.textfont.color = kind.customdata.map((one) => (seen.has(one) ? INK : QUIET));
        kind.textfont.weight = kind.customdata.map((one) => (one === number ? "bold" : "normal"));
        kind.marker.size = kind.customdata.map((one) => (one === number ? 15 : seen.has(one) ? 10 : 5));
      }
      itmap.redraw(chart);
      const [certain, possible] = parts.map(([one]) => one.size - 1);
      const more = possible - certain;
      said.replaceChildren(itmap.links([number])[0], records[number].kind.name === "service"
        ? ` depends on ${(before1.size - 1).toLocaleString("en-GB")} systems and suppliers for certain, ${(before2.size - before1.size).toLocaleString("en-GB")} more possibly.`
        : `: ${certain.toLocaleString("en-GB")} systems and services depend on it for certain, ${more.toLocaleString("en-GB")} more possibly.`);
    }

    const tools = element("div", "", { class: "tool" });
    const pick = element("select", "", { id: "map-pick" });
    for (const kind of kinds) {
      const group = element("optgroup", "", { label: `${kind.name}s` });
      const named = kind.customdata.map((number) => records[number]);
      named.sort((one, other) => one.name.localeCompare(other.name, "en-GB"));
      group.append(...named.map((record) => element("option", record.name, { value: record.number })));
      pick.append(group);
    }
    const said = element("p", "", { role: "status", class: "count" });
    pick.addEventListener("change", () => draw(+pick.value));
    tools.append(element("label", "Show the chain of", { for: "map-pick" }), pick, said);
    chart.place.closest(".scroll").before(tools);
    // What is shown at first: the supplier group on which the most services surely depend.
    const most = (group) => itmap.suppose([group]).certain.services.size;
    const first = [...kinds[0].customdata].map((group) => [most(group), group]).sort((a, b) => b[0] - a[0])[0]?.[1] ?? kinds[1].customdata[0];
    function begin() {
      pick.value = first;
      draw(first);
      chart.place.on("plotly_click", ({ points: [point] }) => {
        if (point.customdata === undefined) return;
        pick.value = point.customdata;
        draw(point.customdata);
      });
    }
    begin();
  }
})();
