// What if: supplier groups are chosen, and what stops when all of them do is worked out from the estate in the page.
(() => {
  const form = document.getElementById("what-if-form");
  if (!form) return;
  const { element, list, minus } = itmap;
  const input = document.getElementById("what-if-name");
  const options = document.getElementById("what-if-groups");
  const chosen = document.getElementById("what-if-chosen");
  const said = document.getElementById("what-if-said");
  const stops = document.getElementById("what-if-stops");
  const picked = new Set();
  form.hidden = false;

  // The list of names is filled when somebody comes to choose.
  input.addEventListener("focus", () => {
    const { own, records } = itmap.estate();
    options.append(...[...own.keys()].map((group) => element("option", "", { value: records[group].name })));
  }, { once: true });

  const plain = (text) => text.trim().replace(/\s+/g, " ").toLocaleLowerCase("en-GB");

  // The group that a name calls: of the group itself, or of a supplier in it.
  function called(text) {
    const { own, records, groups } = itmap.estate();
    const wanted = plain(text);
    for (const group of own.keys()) if (plain(records[group].name) === wanted) return group;
    for (const [one, group] of groups) if (own.has(group) && plain(records[one].name) === wanted) return group;
    return null;
  }

  const count = (number, one) => `${number ? number.toLocaleString("en-GB") : "no"} ${one}${number === 1 ? "" : "s"}`;

  function tell() {
    const { records, statutory, runs } = itmap.estate();
    chosen.replaceChildren(...[...picked].map((group) => {
      const item = element("li");
      const out = element("button", "Take out", { type: "button", "aria-label": `Take out ${records[group].name}` });
      out.addEventListener("click", () => {
        picked.delete(group);
        tell();
        input.focus();
      });
      item.append(element("a", records[group].name, { href: `#${records[group].anchor}` }), " ", out);
      return item;
    }));
    if (!picked.size) {
      said.textContent = "";
      return stops.replaceChildren();
    }
    const { certain, possible } = itmap.suppose([...picked]);
    const law = [...certain.services].filter((service) => statutory.has(service)).length;
    const more = minus(possible.services, certain.services);
    said.textContent = runs.size
      ? `For certain ${count(certain.services.size, "service")} and ${count(certain.systems.size, "system")} would stop` +
        `${law ? `, ${law.toLocaleString("en-GB")} of the services statutory` : ""}; possibly ` +
        `${count(more.length, "more service")} and ${count(possible.systems.size - certain.systems.size, "more system")}.`
      : `For certain ${count(certain.systems.size, "system")} would stop, possibly ` +
        `${(possible.systems.size - certain.systems.size).toLocaleString("en-GB")} more. Which services is not known.`;
    const alone = new Set([...picked].flatMap((group) => [...itmap.suppose([group]).certain.services]));
    const jointly = minus(certain.services, alone);
    stops.replaceChildren(
      ...(jointly.length ? [list("Services that only all of them together stop", jointly)] : []),
      list("Services that stop for certain", certain.services),
      list("Services that possibly stop as well", more),
      list("Systems that stop for certain", certain.systems),
      list("Systems that possibly stop as well", minus(possible.systems, certain.systems)));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const group = called(input.value);
    if (group === null) {
      said.textContent = input.value.trim() ? `No supplier group here is called ${input.value.trim()}.` : "Write the name of a supplier group first.";
      return;
    }
    picked.add(group);
    input.value = "";
    tell();
  });
})();
