// Claims over time and by confidence.

const EVERY = "*"; // the choice of every event
const STEPS = { day: d3.utcDay, week: d3.utcMonday, month: d3.utcMonth, year: d3.utcYear };

const wholeTick = (value) => (Number.isInteger(value) ? short.format(value) : "");
const chartWidth = (element) => Math.max(280, element.clientWidth);

/** Return the starts of all stretches of the time line, those without claims too. */
function stretches() {
  const starts = all.times.rows.map((row) => row[0]);
  if (!starts.length) return [];
  const step = STEPS[all.times.unit];
  const last = new Date(d3.max(starts));
  return step.range(new Date(d3.min(starts)), step.offset(last, 1)).map((date) => date.toISOString().slice(0, 10));
}

/** Put a chart into its box; to those who cannot see it, it is one picture with a name. */
function showChart(id, options) {
  const box = byId(id);
  const style = { background: "none", fontFamily: "inherit", fontSize: "12px" };
  const chart = Plot.plot({ width: chartWidth(box), style, ...options });
  chart.setAttribute("role", "img");
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  box.replaceChildren(chart);
}

function drawTime() {
  const { unit, rows } = all.times;
  const names = d3.rollups(
    rows,
    (group) => d3.sum(group, (row) => row[2]),
    (row) => row[1],
  );
  const known = names.filter(([code]) => code).sort((a, b) => d3.descending(a[1], b[1]));
  const select = byId("time-event");
  choose(select, [
    [EVERY, "every event"],
    ...known.map(([code, claims]) => [code, `${eventLabel(code)} (${count(claims)})`]),
  ]);
  select.addEventListener("change", drawTimeChart);
  byId("time-lede").textContent = rows.length
    ? `Claims by the ${unit} in which their article was published. Hatched: those that somebody disputes.`
    : "No article carries a date.";
  const undated = totals.claims - totals.dated;
  const outside = totals.dated - all.times.shown;
  byId("time-note").textContent = [
    undated && `${plural(undated, "claim")} of articles without a date ${undated === 1 ? "is" : "are"} left out.`,
    outside &&
      `${plural(outside, "claim")} published long before or after all others ${outside === 1 ? "is" : "are"} left out.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Return claims by stretch of time, of one event or all. */
function timeline() {
  const event = byId("time-event").value || EVERY;
  const chosen = all.times.rows.filter((row) => event === EVERY || row[1] === event);
  const step = STEPS[all.times.unit];
  return d3
    .rollups(
      chosen,
      (group) => [d3.sum(group, (row) => row[2]), d3.sum(group, (row) => row[3])],
      (row) => row[0],
    )
    .map(([start, [claims, disputed]]) => ({
      start,
      from: new Date(start),
      to: step.offset(new Date(start), 1),
      claims,
      disputed,
    }))
    .sort((a, b) => d3.ascending(a.start, b.start));
}

function drawTimeChart() {
  const box = byId("time-chart");
  const rows = timeline();
  if (!rows.length) return box.replaceChildren();
  const ends = [d3.min(all.times.rows, (row) => row[0]), d3.max(all.times.rows, (row) => row[0])].map(
    (text) => new Date(text),
  );
  const disputed = rows.filter((row) => row.disputed);
  const title = (row) =>
    `${all.times.unit === "day" ? "" : `${all.times.unit} of `}${day(row.start)}\n${plural(row.claims, "claim")}` +
    (row.disputed ? `, ${count(row.disputed)} disputed` : "");
  showChart("time-chart", {
    height: 270,
    marginBottom: 40,
    marginLeft: 44,
    ariaLabel: "Claims over time",
    x: { type: "utc", label: null, domain: [ends[0], STEPS[all.times.unit].offset(ends[1], 1)] },
    y: { grid: true, label: "claims", labelArrow: "none", nice: true, ticks: 5, tickFormat: wholeTick },
    marks: [
      () => hatching(),
      Plot.rectY(rows, { x1: "from", x2: "to", y1: "disputed", y2: "claims", fill: "var(--accent)", inset: 0.5 }),
      Plot.rectY(disputed, {
        x1: "from",
        x2: "to",
        y1: 0,
        y2: "disputed",
        fill: "url(#hatch)",
        stroke: "var(--disputed)",
        inset: 0.5,
      }),
      Plot.ruleY([0], { stroke: "var(--ink-soft)" }),
      Plot.tip(
        rows,
        Plot.pointerX({ x1: "from", x2: "to", y: "claims", title, fill: "var(--paper)", stroke: "var(--line)" }),
      ),
    ],
  });
  tableOnDemand("time-table", [all.times.unit, "claims", "disputed"], () =>
    rows.map((row) => [day(row.start), row.claims, row.disputed]),
  );
  return null;
}

/** Return the pattern of what is disputed, which does without colour. */
function hatching() {
  const lines = svg("path", { d: "M0,6 L6,0", stroke: "var(--disputed)", "stroke-width": 1.5 });
  const ground = svg("rect", { width: 6, height: 6, fill: "var(--paper)" });
  return svg(
    "defs",
    {},
    svg("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, ground, lines),
  );
}

function drawConfidence() {
  const rows = all.confidence.map(({ step, claims }) => ({ from: step / 20, to: (step + 1) / 20, claims }));
  const title = (row) => `${Math.round(100 * row.from)}–${percent(row.to)} sure\n${plural(row.claims, "claim")}`;
  showChart("confidence-chart", {
    height: 200,
    marginLeft: 44,
    ariaLabel: "Claims by confidence",
    x: { domain: [0, 1], label: null, tickFormat: "%" },
    y: { grid: true, label: "claims", labelArrow: "none", ticks: 4, tickFormat: wholeTick },
    marks: [
      Plot.rectY(rows, { x1: "from", x2: "to", y: "claims", fill: "var(--accent)", inset: 0.5 }),
      Plot.ruleY([0], { stroke: "var(--ink-soft)" }),
      Plot.tip(
        rows,
        Plot.pointerX({ x1: "from", x2: "to", y: "claims", title, fill: "var(--paper)", stroke: "var(--line)" }),
      ),
    ],
  });
  tableOnDemand("confidence-table", ["confidence", "claims"], () =>
    rows.map((row) => [`${Math.round(100 * row.from)}–${percent(row.to)}`, row.claims]),
  );
}
