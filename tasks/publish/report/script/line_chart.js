// The chart of a series: its points over time with their ends, a mark and colour a source, its band and its best.

const MOST_SOURCES = 6; // that have a mark of their own
const HOUR = 3_600_000; // in milliseconds
const FROM_ZERO = ["count", "money"]; // kinds whose values stand on zero
const DAY_TICKS = 7; // days up to which each has a tick
const MARKS = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolStar, d3.symbolWye, d3.symbolCross];
// What is said at one time stands side by side: `dx`.
const OTHERS = { name: "other sources", colour: "var(--ink-soft)", mark: d3.symbolCircle, dx: 0 };

/** Return the sources of a series that have a mark of their own: those with most points, then the first. */
function sourcesOf(line) {
  line.styles ??= new Map(
    d3
      .rollups(
        line.points,
        (group) => group.length,
        (point) => point.source,
      )
      .sort((a, b) => d3.descending(a[1], b[1]))
      .slice(0, MOST_SOURCES)
      .map(([name], index) => [
        name,
        { name: name ?? "an article", colour: `var(--source-${index + 1})`, mark: MARKS[index], dx: 3 * index - 7.5 },
      ]),
  );
  return line.styles;
}

const sourceStyle = (point) => sourcesOf(seriesById.get(point.series_id)).get(point.source) ?? OTHERS;

/** Return the mark of a source as a drawing. */
function symbolOf({ mark, colour }, size) {
  const drawing = svg("svg", { width: size, height: size, viewBox: "-7 -7 14 14", "aria-hidden": "true" });
  drawing.append(svg("path", { d: d3.symbol(mark, 70)(), style: `fill: ${colour}` }));
  return drawing;
}

function drawLineChart() {
  const { line } = shownLine;
  if (!line || !reader.open || !byId("line-chart")) return;
  const dated = line.points.filter((point) => point.published_at && measured(point).length);
  const undated = line.points.length - dated.length;
  byId("line-note").textContent = [
    undated && `${plural(undated, "point")} without a date or number ${undated === 1 ? "is" : "are"} not drawn.`,
    line.points.length === data.series.most && `No more than the newest ${count(data.series.most)} points are here.`,
  ]
    .filter(Boolean)
    .join(" ");
  fill("line-legend", ...lineLegend(line, dated));
  if (!dated.length) return byId("line-chart").replaceChildren();
  showChart("line-chart", lineOptions(line, dated));
  return null;
}

/** Return the numbers of a point. */
const measured = (point) => [point.value, point.value_low, point.value_high].filter(isKnown);

function lineOptions(line, points) {
  const ends = ["", WITHOUT].flatMap((suffix) => ENDS.map((name) => line[name + suffix])).filter(isKnown);
  const values = [...points.flatMap(measured), ...ends];
  const rows = points.map((point) => ({ ...point, at: new Date(point.published_at), style: sourceStyle(point) }));
  const shape = valueScale(values, FROM_ZERO.includes(line.kind));
  const time = timeScale(d3.extent(rows, (row) => row.at));
  return {
    height: 330,
    marginLeft: 56,
    marginRight: 44,
    marginBottom: 34,
    ariaLabel: `${line.label}: what each source said over time`,
    x: { ...time, type: "utc", label: null },
    y: { ...shape, grid: true, label: line.unit ?? null, labelArrow: "none", tickFormat: short.format },
    marks: [
      ...bandMarks(line),
      ...d3
        .groups(rows, (row) => row.style)
        .sort((a, b) => d3.ascending(a[0] !== OTHERS, b[0] !== OTHERS))
        .flatMap(([style, group]) => sourceMarks(style, group, shape)),
      Plot.tip(
        rows,
        Plot.pointer({ x: "at", y: middle, title: pointTitle, fill: "var(--paper)", stroke: "var(--line)" }),
      ),
    ],
  };
}

const middle = (row) => row.value ?? row.value_low ?? row.value_high;

/** Return the scale of time: whole days where they are few. */
function timeScale([first, last]) {
  const spare = Math.max((last - first) * 0.04, 6 * HOUR);
  const domain = [new Date(+first - spare), new Date(+last + spare)];
  return last - first < DAY_TICKS * 24 * HOUR
    ? { domain: [d3.utcDay.floor(domain[0]), d3.utcDay.ceil(domain[1])], ticks: "day" }
    : { domain, ticks: 6 };
}

/** Return the scale of values: log where they span much, else from zero where that means something. */
function valueScale(values, fromZero) {
  const [least, most] = d3.extent(values);
  if (least > 0 && most / least > WIDE) {
    const powers = d3.range(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)) + 1);
    const ticks = powers.map((power) => 10 ** power).filter((tick) => tick >= least / 1.5 && tick <= most * 1.5);
    return { type: "log", domain: [least / 1.5, most * 1.5], ticks };
  }
  const spare = 0.12 * (most - least || Math.abs(most) || 1);
  const domain = fromZero ? [Math.min(0, least), Math.max(0, most) * 1.08 || 1] : [least - spare, most + spare];
  return { type: "linear", domain, ticks: 6 };
}

/** Return the band from low to high with the best in it, and the one without parties where it is another. */
function bandMarks(line) {
  const { low, best, high, low_without_parties: from, best_without_parties: without, high_without_parties: to } = line;
  const other = hasSides(line);
  return [
    isKnown(low) && isKnown(high) && Plot.rect([0], { y1: low, y2: high, fill: "var(--accent)", fillOpacity: 0.13 }),
    other &&
      isKnown(from) &&
      isKnown(to) &&
      Plot.rect([0], { y1: from, y2: to, fill: "none", stroke: "var(--ink-soft)", strokeDasharray: "2 3" }),
    isKnown(best) && Plot.ruleY([best], { stroke: "var(--accent)", strokeWidth: 1.5 }),
    isKnown(best) &&
      Plot.text([best], {
        y: best,
        text: () => "best",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 6,
        fill: "var(--accent)",
        fontWeight: 600,
      }),
    other && isKnown(without) && Plot.ruleY([without], { stroke: "var(--ink-soft)", strokeDasharray: "6 4" }),
  ].filter(Boolean);
}

/** Return what a source said: its points, a thin line through them, whiskers, rings where it is denied. */
function sourceMarks({ mark, colour: stroke, dx }, rows, shape) {
  const valued = rows.filter((row) => row.value !== null);
  const closed = rows.filter(
    (row) => row.value_low !== null && row.value_high !== null && row.value_low < row.value_high,
  );
  const open = rows.filter(isOpen).map((row) => ({ ...row, end: beyond(row, shape) }));
  const disputed = rows.filter((row) => row.disputed);
  const bold = { dx, stroke, strokeWidth: 1.5 };
  return [
    Plot.line(valued, { x: "at", y: "value", z: "source", dx, stroke, strokeOpacity: 0.45, strokeWidth: 1.25 }),
    Plot.ruleX(closed, { x: "at", y1: "value_low", y2: "value_high", marker: "tick-x", ...bold }),
    Plot.arrow(open, { x1: "at", x2: "at", y1: middle, y2: "end", headLength: 7, ...bold }),
    Plot.dot(valued, { x: "at", y: "value", symbol: mark, r: 4.5, dx, fill: stroke, stroke: "var(--paper)" }),
    Plot.dot(disputed, { x: "at", y: middle, r: 9, dx, stroke: "var(--disputed)", strokeWidth: 1.75 }),
  ];
}

/** Return where the arrow of a point ends that is open upwards or downwards. */
function beyond(row, { type, domain: [least, most] }) {
  const part = row.value_high === null ? 0.1 : -0.1;
  return type === "log" ? middle(row) * (most / least) ** part : middle(row) + part * (most - least);
}

const pointTitle = (row) =>
  [
    `${claimed(row)}  ${saidBy(row)}`,
    day(row.published_date ?? row.published_at),
    row.disputed && `denied by ${deniedBy(row)}`,
  ]
    .filter(Boolean)
    .join("\n");

function lineLegend(line, points) {
  const styles = [...sourcesOf(line).values()];
  const others = new Set(points.map((point) => point.source)).size > styles.length;
  const item = (drawing, words) => el("li", {}, drawing, words);
  return [
    ...[...styles, ...(others ? [OTHERS] : [])].map((style) => item(symbolOf(style, 13), style.name)),
    points.some((point) => point.disputed) && item(ringMark(), "denied or disputed"),
    line.low !== line.high && item(el("span", { class: "band-sample" }), "low to high"),
    hasSides(line) && item(el("span", { class: "band-sample is-bare" }), "the same without the parties"),
  ].filter(Boolean);
}

function ringMark() {
  const drawing = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" });
  drawing.append(svg("circle", { r: 6.5, style: "fill: none; stroke: var(--disputed); stroke-width: 1.75" }));
  return drawing;
}
