/* Draws every <figure data-plot> with uPlot from the JSON data block inside it; the table beneath says the same. */
(function () {
  "use strict";
  const drawn = new Map();
  // A canvas does not understand light-dark() or var(): let an element compute the colour first.
  const probe = document.createElement("span");
  const tone = (name) => {
    if (!probe.isConnected) { probe.hidden = true; document.body.append(probe); }
    probe.style.color = "var(" + name + ")";
    return getComputedStyle(probe).color;
  };
  const word = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const series = ["--plot-1", "--plot-2", "--plot-3", "--plot-4"];

  // Long names stand in several lines, or they run into each other.
  const broken = (text) => (String(text).length > 9 ? String(text).replace(/ /g, "\n") : text);

  function options(plot, width) {
    const lines = Math.max(1, ...plot.labels.map((text) => String(broken(text)).split("\n").length));
    const axis = { stroke: tone("--plot-ink"), grid: { stroke: tone("--plot-grid"), width: 1 }, ticks: { show: false }, font: "12px " + word("--plot-font") };
    const bars = plot.style !== "line";
    return {
      width: width, height: plot.height || 200, cursor: { y: false, drag: { x: false, y: false } },
      legend: { show: plot.series.length > 1 },
      scales: { x: { time: false, range: [-0.6, plot.labels.length - 0.4] }, y: { range: (u, min, max) => [Math.min(0, min), Math.max(1, max) * 1.08] } },
      axes: [
        Object.assign({}, axis, { size: 30 + 16 * lines, grid: { show: false }, splits: plot.labels.map((_, i) => i), values: (u, at) => at.map((i) => broken(plot.labels[i])) }),
        Object.assign({}, axis, { size: 56, values: (u, at) => at.map((v) => v.toLocaleString()) }),
      ],
      series: [{ label: plot.x_label || "" }].concat(plot.series.map((line, i) => ({
        label: line.label, stroke: tone(series[i % 4]), fill: bars ? tone(series[i % 4]) : undefined, width: 2,
        paths: bars ? uPlot.paths.bars({ size: [0.62, 48], radius: 0.12 }) : undefined, points: { show: !bars, size: 5 },
      }))),
    };
  }

  function draw(figure) {
    const place = figure.querySelector("[data-plot-place]");
    const plot = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    if (drawn.has(figure)) drawn.get(figure).destroy();
    const values = [plot.labels.map((_, i) => i)].concat(plot.series.map((line) => line.values));
    drawn.set(figure, new uPlot(options(plot, place.clientWidth || 300), values, place));
  }

  function drawAll() { if (window.uPlot) document.querySelectorAll("figure[data-plot]").forEach(draw); }

  let waiting = null;
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("siwei:theme", drawAll);
  document.addEventListener("htmx:afterSwap", drawAll);
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 150); });
})();
