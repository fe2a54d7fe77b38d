// Sorts, filters, pages and downloads every table. Rows beyond those in the markup are made when they are needed.
(() => {
  const PAGE = 25;
  const UNKNOWN = new Set(["not known", "not scored", "not assessed", "not ranked"]);
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];
  const DAY = new RegExp(`(\\d{1,2}) (${MONTHS.join("|")}) (\\d{4})`);
  const NUMBER = /^(?:[^\d]{0,12}[^\d.,])?(\d[\d,]*(?:\.\d+)?)( million)?/;
  const order = new Intl.Collator("en-GB", { numeric: true }).compare;

  itmap.element = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const element = itmap.element;

  // The data of a place in the page: reports/compact.py put a number below 0 where a word or null was.
  itmap.told = (id) => {
    const { words, told } = JSON.parse(document.getElementById(id).textContent);
    (function whole(at) {
      for (const key of Object.keys(at)) {
        const value = at[key];
        if (typeof value === "number") value < 0 && (at[key] = words[-1 - value]);
        else if (value !== null && typeof value === "object") whole(value);
      }
    })(told);
    return told;
  };

  const link = (number, name) =>
    element("a", name ?? itmap.estate().records[number].name, { href: `#${itmap.anchor(number)}` });

  // A cell's parts (reports/carried.py, `_text`) as nodes, as the template makes them.
  function nodes(said) {
    const parts = Array.isArray(said) ? said : [said];
    return parts.flatMap((part, at) => {
      if (typeof part === "number") return typeof parts[at - 1] === "number" ? [", ", link(part)] : [link(part)];
      if (typeof part === "string") return [UNKNOWN.has(part) ? element("span", part, { class: "unknown" }) : part];
      if (typeof part[0] === "number") return [link(...part)];
      const fold = element("details", "", { class: "fold" });
      const inside = element("div");
      inside.append(...nodes(part[1]));
      fold.append(element("summary", part[0]), inside);
      return [fold];
    });
  }

  const words = (cell) => {
    const inside = [...cell.querySelectorAll("details > div")];
    return (inside.length ? inside : [cell]).map((at) => at.textContent).join(" ").replace(/\s+/g, " ").trim();
  };

  function key(cell, byNumber) {
    const text = cell.textContent.trim();
    if (UNKNOWN.has(text)) return null;
    const day = DAY.exec(text);
    if (day) return Date.UTC(+day[3], MONTHS.indexOf(day[2]), +day[1]);
    if (!byNumber) return text;
    if (/^no(ne)?\b/i.test(text)) return 0;
    if (/^one\b/i.test(text)) return 1;
    const found = NUMBER.exec(text);
    return found ? parseFloat(found[1].replaceAll(",", "")) * (found[2] ? 1e6 : 1) : null;
  }

  function compare(one, other) {
    if (typeof one === typeof other && typeof one === "number") return one - other;
    return order(String(one), String(other));
  }

  // Text that a spreadsheet would run gets an apostrophe before it; import takes it off again.
  const guarded = (text) => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+%?$/.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  class Grid {
    constructor(table) {
      this.table = table;
      this.body = table.tBodies[0];
      this.heads = [...table.tHead.rows[0].cells];
      this.rows = [...this.body.rows];
      this.total = +table.dataset.table;
      this.shown = null; // all, in the order they came
      this.first = 0;
      this.sorted = null;
      this.build();
      if (this.total > PAGE) this.show("");
    }

    data() {
      const id = `${this.table.id}-rows`;
      return (this.beyond ??= document.getElementById(id) ? itmap.told(id) : []);
    }

    row(number) {
      return (this.rows[number] ??= this.made(this.data()[number - (this.total - this.data().length)]));
    }

    made(told) {
      const row = element("tr");
      told.forEach((said, at) => {
        const cell = at ? element("td") : element("th", "", { scope: "row" });
        cell.className = this.heads[at].className;
        cell.append(...nodes(said));
        row.append(cell);
      });
      return row;
    }

    all() {
      for (let at = this.rows.length; at < this.total; at += 1) this.row(at);
      return this.rows;
    }

    // The rows whose heading leads to a record.
    about(anchor) {
      const link = `#${anchor}`;
      const found = this.rows.filter((row) => row.cells[0].querySelector("a")?.getAttribute("href") === link);
      const early = this.total - this.data().length;
      this.data().forEach((told, at) => {
        const head = [told[0]].flat(2)[0];
        if (typeof head === "number" && itmap.anchor(head) === anchor && !this.rows[early + at]) found.push(this.row(early + at));
      });
      return found;
    }

    build() {
      const caption = document.getElementById(`${this.table.id}-caption`).textContent.trim();
      const region = this.table.closest(".scroll");
      const tools = element("div", "", { class: "tool" });
      this.status = element("p", "", { role: "status", class: "count" });
      if (this.total > 8) {
        const label = element("label", "Only rows that say", { for: `${this.table.id}-filter` });
        this.filter = element("input", "", { type: "search", id: `${this.table.id}-filter`, autocomplete: "off" });
        this.filter.addEventListener("input", () => {
          clearTimeout(this.waiting);
          this.waiting = setTimeout(() => this.narrow(), 200);
        });
        this.filter.addEventListener("change", () => this.narrow()); // Enter need not wait
        tools.append(label, this.filter);
      }
      this.button(tools, "Download as CSV", () => this.download()).setAttribute("aria-label", `Download as CSV: ${caption}`);
      region.before(tools);
      const pages = element("div", "", { class: "tool pages" });
      pages.append(this.status);
      if (this.total > PAGE) {
        this.back = this.button(pages, "Previous rows", () => this.turn(-PAGE));
        this.on = this.button(pages, "Next rows", () => this.turn(PAGE));
      }
      region.after(pages);
      this.heads.forEach((head, at) => {
        if (head.classList.contains("how") || this.total < 2) return;
        const text = head.textContent;
        head.textContent = "";
        const sort = this.button(head, text, () => this.sort(at));
        sort.className = "sort";
        sort.append(element("span", "", { "aria-hidden": "true" }));
      });
    }

    button(where, text, press) {
      const made = element("button", text, { type: "button" });
      made.addEventListener("click", press);
      where.append(made);
      return made;
    }

    order() {
      return (this.shown ??= Array.from({ length: this.total }, (_, at) => at));
    }

    sort(at) {
      const down = this.sorted?.at === at && !this.sorted.down;
      this.sorted = { at, down };
      const byNumber = /\b(number|count)\b/.test(this.heads[at].className) || this.counts(at);
      const keys = new Map(this.all().map((row, number) => [number, key(row.cells[at], byNumber)]));
      this.order().sort((one, other) => {
        const [a, b] = [keys.get(one), keys.get(other)];
        if (a === null || b === null) return (a === null) - (b === null) || one - other; // what is unknown stays last
        return (down ? -compare(a, b) : compare(a, b)) || one - other;
      });
      this.heads.forEach((head) => head.removeAttribute("aria-sort"));
      this.heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
      this.first = 0;
      this.show(` Sorted by ${this.heads[at].textContent.toLowerCase()}, ${down ? "last" : "first"} first.`
        .replace("first first", "lowest first").replace("last first", "highest first"));
    }

    // A column of counts: `no services`, `one service`, `7 services`.
    counts(at) {
      return at > 0 && this.rows.slice(0, 40).every((row) => /^(no|one|[\d,]+) \w+s?\b|^not /.test(row.cells[at].textContent.trim()));
    }

    narrow() {
      clearTimeout(this.waiting);
      const wanted = this.filter.value.toLocaleLowerCase("en-GB").split(/\s+/).filter(Boolean);
      const texts = wanted.length ? this.all().map((row) => row.textContent.toLocaleLowerCase("en-GB")) : [];
      this.shown = Array.from({ length: this.total }, (_, at) => at)
        .filter((at) => wanted.every((word) => texts[at].includes(word)));
      this.first = 0;
      if (this.sorted) {
        this.sorted.down = !this.sorted.down;
        this.sort(this.sorted.at);
      } else this.show("");
    }

    turn(by) {
      if (this.first + by < 0 || this.first + by >= this.order().length) return;
      this.first += by;
      this.show("");
      this.table.closest(".scroll").scrollTop = 0;
    }

    show(said) {
      const shown = this.order();
      const page = shown.slice(this.first, this.first + PAGE);
      this.body.replaceChildren(...page.map((at) => this.row(at)));
      const of = shown.length === this.total ? `${this.total.toLocaleString("en-GB")} rows` :
        `${shown.length.toLocaleString("en-GB")} rows of ${this.total.toLocaleString("en-GB")}`;
      const range = page.length === shown.length ? "" : `Rows ${this.first + 1} to ${this.first + page.length} of `;
      this.status.textContent = (shown.length ? `${range}${of}.` : "No row says that.") + said;
      if (!this.back) return;
      this.back.setAttribute("aria-disabled", String(!this.first)); // not disabled: it stays where the keyboard is
      this.on.setAttribute("aria-disabled", String(this.first + PAGE >= shown.length));
    }

    csv() {
      const lines = [this.heads.map((head) => head.textContent)];
      this.all();
      for (const at of this.order()) lines.push([...this.rows[at].cells].map(words));
      return lines.map((cells) => cells.map((cell) => quoted(guarded(cell))).join(",")).join("\r\n") + "\r\n";
    }

    download() {
      const link = element("a", "", { download: `${this.table.id.replace(/-table$/, "")}.csv` });
      link.href = URL.createObjectURL(new Blob(["\ufeff", this.csv()], { type: "text/csv;charset=utf-8" }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  }

  itmap.tables = [...document.querySelectorAll("table[data-table]")].map((table) => new Grid(table));
})();
