// Draws every chart for the width it has, again when that changes, and for paper.
const itmap = { charts: {} };
(() => {
  const NARROW = 560; // pixels under which the names of rows stand above them
  const PAPER = 660; // what an A4 page takes between its margins
  const quiet = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };

  const charts = [];
  function collect() {
    for (const place of document.querySelectorAll("[data-chart]")) {
      if (itmap.charts[place.dataset.chart]) continue;
      const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
      charts.push((itmap.charts[place.dataset.chart] = { place, drawn: 0, told }));
    }
  }

  function layoutFor(told, width, squeeze) {
    const layout = structuredClone(told.layout);
    layout.height *= squeeze;
    if (width < NARROW) {
      for (const [path, value] of Object.entries(told.narrow)) {
        const steps = path.split(".");
        const last = steps.pop();
        let at = layout;
        for (const step of steps) at = at[step] ??= {};
        at[last] = structuredClone(value);
      }
    }
    return { ...layout, width };
  }

  function draw(chart, width, squeeze) {
    if (width <= 0 || width === chart.drawn) return;
    const first = !chart.place.classList.contains("js-plotly-plot");
    chart.drawn = width;
    Plotly.react(chart.place, structuredClone(chart.told.data), layoutFor(chart.told, width, squeeze), quiet);
    if (first) chart.place.dispatchEvent(new Event("drawn"));
  }

  // Once more in the same size, with other data.
  itmap.redraw = (chart) => {
    const width = chart.drawn;
    chart.drawn = 0;
    draw(chart, width, 1);
  };

  const forScreen = (chart) => draw(chart, Math.floor(chart.place.clientWidth), 1);
  const drawForScreen = () => charts.forEach(forScreen);
  const drawForPaper = () => charts.forEach((chart) => draw(chart, PAPER, 0.74));

  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawForScreen, 150);
  });
  window.addEventListener("beforeprint", drawForPaper);
  window.addEventListener("afterprint", drawForScreen);

  // The first chart as soon as it is read, each other when the whole page is: the reader can begin before all are drawn.
  collect();
  charts.forEach(forScreen);
  itmap.begin = () => {
    collect();
    (function next() {
      const chart = charts.find((one) => !one.drawn && one.place.clientWidth > 0);
      if (!chart) return document.documentElement.setAttribute("data-ready", "");
      forScreen(chart);
      setTimeout(next);
    })();
  };
})();
