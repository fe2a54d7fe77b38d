"use strict";
// Draws every chart for the width it has, again when that changes, and for paper. Opens what a link leads into.
(() => {
  const NARROW = 560; // pixels under which the names of rows stand above them
  const PAPER = 660; // what an A4 page takes between its margins
  const quiet = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };

  const charts = [...document.querySelectorAll("[data-chart]")].map((place) => ({
    place,
    drawn: 0,
    told: JSON.parse(document.getElementById(place.dataset.chart).textContent),
  }));

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
    chart.drawn = width;
    Plotly.react(chart.place, structuredClone(chart.told.data), layoutFor(chart.told, width, squeeze), quiet);
  }

  const drawForScreen = () => charts.forEach((chart) => draw(chart, Math.floor(chart.place.clientWidth), 1));
  const drawForPaper = () => charts.forEach((chart) => draw(chart, PAPER, 0.8));

  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawForScreen, 150);
  });
  window.addEventListener("beforeprint", drawForPaper);
  window.addEventListener("afterprint", drawForScreen);

  // Links into folded sources: not every browser opens them by itself.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let folded = false;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) {
      folded ||= !at.open;
      at.open = true;
    }
    if (folded) target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);

  drawForScreen();
  reveal();
})();
