// Charts: what stands in data-chart, drawn by ECharts in the colours of the page. The table below each says the same.
import { all, eachPart } from "./dom.js";

const SHAPES = ["circle", "rect", "triangle", "diamond"];
const ENTRY = 35, LINE = 22, BAR = 30; // px: beside a name of the legend, a line of it, a bar with its room
const drawn = new Map();

// Colours as they are now: a style property may name a pair of them, which only a real element resolves.
function colours(place, scheme) {
  const probe = document.createElement("span");
  if (scheme) probe.style.colorScheme = scheme;
  place.append(probe);
  const colour = (name) => { probe.style.color = `var(--ac-${name})`; return getComputedStyle(probe).color; };
  const tones = Object.fromEntries(["us", "others", "soon", "late", "done", "refused"].map((tone) => [tone, colour(`${tone}-mark`)]));
  const found = { tones, text: colour("text"), quiet: colour("text-2"), line: colour("line"), strong: colour("line-strong"), plane: colour("raised") };
  probe.remove();
  return found;
}

// The legend stands above the drawing and takes as many lines as its names need.
function legendLines(names, width, font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `12px ${font}`;
  let lines = 1, used = 0;
  for (const name of names) {
    const wide = pen.measureText(name).width + ENTRY;
    if (used && used + wide > width) { lines += 1; used = 0; }
    used += wide;
  }
  return lines;
}

function seriesOf(chart, colour) {
  return chart.series.map((one, index) => chart.kind === "bars"
    ? { type: "bar", stack: "all", name: one.name, data: one.values, barMaxWidth: 18, itemStyle: { color: colour.tones[one.tone] } }
    : { type: "line", name: one.name, data: one.values, connectNulls: false,
        symbol: one.limit ? "none" : SHAPES[index % SHAPES.length], symbolSize: 6, itemStyle: { color: colour.tones[one.tone] },
        lineStyle: { color: colour.tones[one.tone], width: one.limit ? 1.5 : 2, type: one.limit ? "dashed" : "solid" } });
}

function options(chart, place, scheme) {
  const colour = colours(place, scheme), width = place.clientWidth, font = getComputedStyle(place).fontFamily;
  const names = chart.series.map((one) => one.name), top = legendLines(names, width, font) * LINE + 10;
  const isBars = chart.kind === "bars", [low, high, step] = chart.axis ?? [undefined, undefined, undefined];
  const label = { color: colour.quiet, fontFamily: font, fontSize: 12 };
  const values = { type: "value", min: low, max: high, interval: step, minInterval: isBars ? 1 : undefined, splitLine: { lineStyle: { color: colour.line } }, axisLabel: { ...label, formatter: (value) => isBars ? `${value}` : `${+value.toFixed(2)}${chart.unit}` } };
  const labels = { type: "category", data: chart.labels, boundaryGap: isBars, inverse: isBars, axisTick: { show: false }, axisLine: { lineStyle: { color: colour.strong } }, axisLabel: isBars
    ? { ...label, width: Math.min(220, width * 0.36), overflow: "truncate" }
    : { ...label, hideOverlap: true, formatter: (day) => day.slice(5) } };
  return {
    animation: false,
    textStyle: { fontFamily: font },
    legend: { top: 0, left: 0, selectedMode: false, data: chart.series.map((one) => one.limit
      ? { name: one.name, itemStyle: { opacity: 0 }, lineStyle: { type: "dashed", width: 1.5 } } : { name: one.name }),
      itemWidth: 18, itemHeight: 8, itemGap: 12, textStyle: { ...label } },
    grid: { top, left: 4, right: 16, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { trigger: "axis", axisPointer: { type: isBars ? "shadow" : "line" }, renderMode: "richText", confine: true, backgroundColor: colour.plane, borderColor: colour.strong, textStyle: { color: colour.text, fontFamily: font, fontSize: 12 },
      valueFormatter: (value) => value === null || value === undefined ? "–" : `${value.toFixed(chart.digits)}${chart.unit}` },
    xAxis: isBars ? values : labels,
    yAxis: isBars ? labels : values,
    series: seriesOf(chart, colour),
  };
}

function draw(place, scheme = "") {
  if (!place.clientWidth) return; // folded away: drawn when it is opened
  const chart = JSON.parse(place.dataset.chart);
  if (chart.kind === "bars") {
    const lines = legendLines(chart.series.map((one) => one.name), place.clientWidth, getComputedStyle(place).fontFamily);
    place.style.height = `${chart.labels.length * BAR + lines * LINE + 40}px`;
  }
  const shown = drawn.get(place) ?? echarts.init(place, null, { renderer: "canvas" });
  drawn.set(place, shown);
  shown.resize();
  shown.setOption(options(chart, place, scheme), { notMerge: true });
}

function drawAll(scheme = "") {
  for (const [place, shown] of drawn) {
    if (place.isConnected) draw(place, scheme);
    else { shown.dispose(); drawn.delete(place); }
  }
}

if (globalThis.echarts) {
  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => {
    const width = Math.round(entry.contentRect.width);
    if (width && String(width) !== entry.target.dataset.width) { entry.target.dataset.width = width; draw(entry.target); }
  }));
  eachPart((part) => all("[data-chart]", part).forEach((place) => sizes.observe(place)));
  new MutationObserver(() => drawAll()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  addEventListener("beforeprint", () => drawAll("light"));
  addEventListener("afterprint", () => drawAll());
} else {
  eachPart((part) => {
    all("[data-chart]", part).forEach((place) => { place.hidden = true; });
    all(".ac-chart-table", part).forEach((table) => { table.open = true; });
  });
}
