// The series: what many articles and sources say of one quantity, each a card into its chart and its points.

const SERIES_CARDS = 9;
const POLICY_WORDS = {
  latest: "what was said last",
  median: "the middle of what each source said last, where that is not long before the newest",
  conservative: "the least of what each source said last, where that is not long before the newest",
};
const series = objects(data.series.series);
const seriesById = new Map(series.map((line) => [line.series_id, line]));
const pointsBySeries = d3.group(objects(data.series.points), (point) => point.series_id);
for (const [rank, line] of series.entries()) {
  line.rank = rank;
  line.points = pointsBySeries.get(line.series_id);
  for (const point of line.points) Object.assign(point, { unit: line.unit, change: line.change });
}
const lines = { search: "", order: "sources", contested: false, rows: SERIES_CARDS };

const LINE_ORDERS = {
  sources: (a, b) => a.rank - b.rank,
  claims: (a, b) => d3.descending(a.claims, b.claims) || a.rank - b.rank,
  newest: (a, b) => d3.descending(a.last_published ?? "", b.last_published ?? "") || a.rank - b.rank,
};

/** Return the best of a series in words, or its range where it has none: "61", "24–99". */
function bestWords(line, suffix = "") {
  const [low, best, high] = ["low", "best", "high"].map((name) => line[`${name}${suffix}`]);
  const sign = { up: "+", down: "−" }[line.change] ?? "";
  if (best !== null) return withUnit(sign + number(best), line.unit, best);
  return low === null && high === null ? "–" : withUnit(`${sign}${range(low, high)}`, line.unit, high);
}

/** Return two ends in words, also where one is open. */
function range(low, high) {
  if (low === null) return `up to ${number(high)}`;
  if (high === null) return `${number(low)} or more`;
  return low === high ? number(low) : `${number(low)}–${number(high)}`;
}

function drawSeries() {
  const { whole } = data.series;
  byId("series-lede").textContent = series.length
    ? `What articles and sources say of one and the same quantity, lined up: ${plural(whole.told, "series", "series")} of several sources or articles, ${count(whole.contested)} of them contested.` +
      (series.length < whole.told
        ? ` Here are ${count(series.length)}: those with most sources, the newest, and contested ones.`
        : "")
    : "No quantity is told by more than one source or article.";
  drawSeriesFilter();
  drawLines();
}

function drawSeriesFilter() {
  const show = (what) => {
    Object.assign(lines, what, { rows: SERIES_CARDS });
    drawLines();
  };
  const search = el("input", { type: "search", id: "series-search", placeholder: "killed, Kyrgyzstan, ministry …" });
  search.autocomplete = "off";
  search.addEventListener("input", () => show({ search: search.value.toLowerCase() }));
  const order = el("select", { id: "series-order", on: { change: () => show({ order: order.value }) } });
  choose(order, [
    ["sources", "most sources"],
    ["claims", "most claims"],
    ["newest", "newest"],
  ]);
  const check = el("input", {
    type: "checkbox",
    id: "only-contested",
    on: { change: () => show({ contested: check.checked }) },
  });
  byId("series-filter").hidden = !series.length;
  byId("series-filter").addEventListener("submit", (event) => event.preventDefault());
  fill(
    "series-filter",
    el("label", { class: "wide" }, "Find a series", search),
    el("label", {}, "Order", order),
    el("label", { class: "check" }, check, "contested only"),
  );
}

/** Return what the search looks through: what a series is of, where, and who speaks in it. */
function lineHaystack(line) {
  line.haystack ??= [
    line.label,
    eventLabel(line.event),
    spaced(line.counted_class),
    line.place_name,
    line.place_country && country(line.place_country),
    line.unit,
    line.best,
    ...line.points.flatMap((point) => [point.source, point.number_text, point.outlet, point.title]),
    line.series_id,
  ]
    .filter((part) => part !== null && part !== undefined)
    .join("\n")
    .toLowerCase();
  return line.haystack;
}

function drawLines() {
  const words = lines.search.split(/\s+/).filter(Boolean);
  const found = series
    .filter((line) => (!lines.contested || line.contested) && words.every((word) => lineHaystack(line).includes(word)))
    .sort(LINE_ORDERS[lines.order]);
  byId("series-status").textContent = series.length
    ? found.length
      ? plural(found.length, "series", "series")
      : "No series is like that."
    : "";
  fill("series-list", ...found.slice(0, lines.rows).map(lineCard));
  const left = found.length - lines.rows;
  fill(
    "series-more",
    left > 0 &&
      button(`Show ${count(Math.min(left, 18))} more of ${count(found.length)}`, () => {
        lines.rows += 18;
        drawLines();
      }),
  );
}

function lineCard(line) {
  return el(
    "li",
    { class: `line-card${line.contested ? " is-contested" : ""}` },
    el(
      "a",
      { href: `#series=${line.series_id}`, class: "whole" },
      el("span", { class: "name" }, line.label),
      el("span", { class: "big" }, bestWords(line)),
      line.best !== null && line.low !== line.high && el("span", { class: "counted" }, range(line.low, line.high)),
      line.contested && el("span", { class: "tag contested" }, "contested"),
    ),
    pointsGlance(line),
    el(
      "p",
      { class: "from" },
      [plural(line.sources, "source"), plural(line.claims, "claim"), spanOf(line)].join(" · "),
    ),
  );
}

const tellCounts = (line) =>
  [plural(line.sources, "source"), plural(line.claims, "claim"), plural(line.articles, "article")].join(" · ");

/** Return the days on which the first and the last of its articles were published. */
const spanOf = (line) =>
  days(...[line.first_published, line.last_published].map((time) => time?.slice(0, 10))) || "no date";

/** Return the points of a series over time at a glance, its low and high as a band. */
function pointsGlance(line) {
  const shown = line.points.filter((point) => point.published_at && point.value !== null);
  const drawing = svg("svg", { class: "glance", width: "100%", height: 44, "aria-hidden": "true" });
  if (!shown.length) return drawing;
  const times = d3.extent(shown, (point) => Date.parse(point.published_at));
  const x = d3.scaleLinear(times[0] === times[1] ? [times[0] - 1, times[0] + 1] : times, [2, 98]);
  const y = d3.scaleLinear(
    d3.extent([...shown.map((point) => point.value), line.low, line.high].filter(isKnown)),
    [38, 6],
  );
  const height = (value) => (y.domain()[0] === y.domain()[1] ? 22 : y(value));
  if (line.low !== null && line.high !== null)
    drawing.append(
      svg("rect", {
        x: 0,
        width: "100%",
        y: height(line.high) - 1,
        height: Math.max(2, height(line.low) - height(line.high) + 2),
        class: "band",
      }),
    );
  for (const point of shown)
    drawing.append(
      svg("circle", {
        cx: `${x(Date.parse(point.published_at))}%`,
        cy: height(point.value),
        r: 3.5,
        class: point.disputed ? "dot is-disputed" : "dot",
      }),
    );
  return drawing;
}

const isKnown = (value) => value !== null && value !== undefined;
