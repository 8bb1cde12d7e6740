// Claims with their ranges: dots and whiskers, one measure at a time.

const MOST_WHISKERS = 20;
const MOST_EVENTS = 10;
const ENOUGH = 10; // claims, for the middle eight in ten to mean something
const WIDE = 30; // values that differ by more than so many times stand on a log scale
const measureOf = (row) => `${row.kind}|${row.unit ?? ""}`;
const measureWords = (row) =>
  row.unit ? `${spaced(row.kind)}, ${row.unit}` : ({ count: "counts (people, things)" }[row.kind] ?? spaced(row.kind));
const chosen = { event: null, rows: MOST_EVENTS, claims: MOST_WHISKERS };

function drawRangeChoices() {
  const measures = d3
    .rollups(all.ranges, (rows) => ({ row: rows[0], claims: d3.sum(rows, (row) => row.claims) }), measureOf)
    .sort((a, b) => d3.descending(a[1].claims, b[1].claims));
  choose(
    byId("ranges-measure"),
    measures.map(([key, { row, claims }]) => [key, `${measureWords(row)} (${count(claims)})`]),
  );
  byId("ranges-measure").addEventListener("change", () => pickMeasure());
  byId("claims-place").addEventListener("change", drawClaims);
  byId("claims-order").addEventListener("change", drawClaims);
  fill(
    "claims-legend",
    legend("dot", "as stated"),
    legend("low", "at least: open upwards"),
    legend("high", "at most: open downwards"),
    legend("range", "range or vague words"),
    legend("disputed", "disputed by somebody"),
  );
  pickMeasure();
}

/** Choose the measure's event that has most to show: disputed claims first, then most claims. */
function pickMeasure() {
  const rows = measureRows().filter((row) => row.event);
  const telling = d3.greatest(
    rows,
    (a, b) => d3.ascending(a.disputed > 0, b.disputed > 0) || d3.ascending(a.claims, b.claims),
  );
  Object.assign(chosen, {
    event: (telling ?? measureRows()[0])?.event ?? null,
    rows: MOST_EVENTS,
    claims: MOST_WHISKERS,
  });
  drawRanges();
}

const measureRows = () => all.ranges.filter((row) => measureOf(row) === byId("ranges-measure").value);

function drawRanges() {
  const rows = measureRows();
  const scale = scaleFor(rows.flatMap((row) => [row.least, row.most, ...(row.tenths ?? [])]));
  byId("ranges-scale").textContent = scale?.log ? "log scale: each step is tenfold" : "";
  const items = rows.slice(0, chosen.rows).map((row) =>
    whiskerRow(
      {
        text: eventLabel(row.event),
        note: plural(row.claims, "claim") + (row.disputed ? `, ${row.disputed} disputed` : ""),
      },
      `middle ${number(row.tenths?.[1])}, from ${number(row.least)} to ${number(row.most)}`,
      scale,
      spread(row),
      () => pickEvent(row.event),
      row.event === chosen.event,
    ),
  );
  fill("ranges-events", scale && whiskerAxis(scale), ...items);
  fill(
    "ranges-more",
    rows.length > chosen.rows &&
      button(`Show all ${count(rows.length)} events`, () => {
        chosen.rows = rows.length;
        drawRanges();
      }),
  );
  drawClaimChoices();
}

function pickEvent(event) {
  Object.assign(chosen, { event, claims: MOST_WHISKERS });
  drawRanges();
  byId("claims-title").focus({ preventScroll: true });
  byId("claims-title").scrollIntoView({ block: "start" });
}

const ofChoice = () =>
  figures.filter(
    (figure) =>
      measureOf(figure) === byId("ranges-measure").value &&
      figure.event === chosen.event &&
      (figure.value !== null || figure.value_low !== null || figure.value_high !== null),
  );

function drawClaimChoices() {
  const places = d3
    .rollups(
      ofChoice(),
      (group) => group.length,
      (figure) => figure.place_country,
    )
    .sort((a, b) => d3.descending(a[1], b[1]));
  choose(byId("claims-place"), [
    ["*", "everywhere"],
    ...places.map(([code, claims]) => [code ?? NONE, `${country(code)} (${count(claims)})`]),
  ]);
  drawClaims();
}

function drawClaims() {
  const place = byId("claims-place").value;
  const found = ofChoice()
    .filter((figure) => place === "*" || (figure.place_country ?? NONE) === place)
    .sort(ORDERS[byId("claims-order").value]);
  const row = measureRows().find((each) => each.event === chosen.event);
  byId("claims-title").textContent = row ? `${eventLabel(chosen.event)}: ${measureWords(row)}` : "No claims";
  byId("claims-lede").textContent = row
    ? `${plural(found.length, "claim")} from ${shownOf()}. Each is what one article says; several may tell of the same thing.`
    : "";
  const scale = scaleFor(found.flatMap((figure) => [figure.value, figure.value_low, figure.value_high]));
  const items = found.slice(0, chosen.claims).map((figure) =>
    whiskerRow(
      {
        text: phrase(figure),
        note: claimNote(figure),
        disputed: figure.disputed && `Disputed by ${disputers(figure)}`,
      },
      claimed(figure),
      scale,
      claimRange(figure),
      () => openFigure(figure.figure_id),
      null,
    ),
  );
  fill("claims-list", scale && whiskerAxis(scale), ...items);
  fill(
    "claims-more",
    found.length > chosen.claims &&
      button(`Show ${count(Math.min(40, found.length - chosen.claims))} more of ${count(found.length)}`, () => {
        chosen.claims += 40;
        drawClaims();
      }),
  );
}

const ORDERS = {
  newest: (a, b) => a.order - b.order,
  value: (a, b) =>
    d3.descending(a.value ?? a.value_high ?? a.value_low, b.value ?? b.value_high ?? b.value_low) || a.order - b.order,
  source: (a, b) => d3.ascending(a.source ?? "￿", b.source ?? "￿") || a.order - b.order,
};

const claimNote = (figure) =>
  [figure.source, figure.place_name, figure.article.outlet, published(figure.article)].filter(Boolean).join(" · ");

/** Return the scale that values share, log where they span much: `x` from 0 to 100, `ticks`, and whether it is `log`. */
function scaleFor(values) {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (!known.length) return null;
  const [least, most] = d3.extent(known);
  const smallest = d3.min(known, (value) => (value > 0 ? value : undefined));
  if (least >= 0 && most / smallest > WIDE) return logScale(smallest, most, least === 0);
  const x = d3.scaleLinear([Math.min(0, least), Math.max(0, most) || 1], [3, 95]).nice(5);
  return { log: false, x, ticks: x.ticks(5) };
}

/** Return a log scale; a zero, which such a scale has not, stands apart at its left end. */
function logScale(smallest, most, zero) {
  const scale = d3
    .scaleLog([smallest, most], [zero ? 12 : 3, 95])
    .nice()
    .clamp(true);
  const [low, high] = scale.domain().map((value) => Math.round(Math.log10(value)));
  const step = Math.ceil((high - low) / 6) || 1;
  const ticks = d3.range(low, high + 1, step).map((power) => 10 ** power);
  return { log: true, x: (value) => (value > 0 ? scale(value) : 3), ticks: zero ? [0, ...ticks] : ticks };
}

/** Return how the claims of an event are drawn: all of them, eight in ten of them, and the middle one. */
function spread({ least, most, tenths, claims }) {
  const [from, middle, to] = tenths ?? [null, null, null];
  return { low: least, high: most, dot: middle, from: claims < ENOUGH ? null : from, to };
}

/** Return how a claim is drawn: its ends, null where it is open, and its point. */
function claimRange(figure) {
  const open = { at_least: "up", more_than: "up", at_most: "down", less_than: "down" }[figure.bound];
  return { low: figure.value_low, high: figure.value_high, dot: figure.value, open, disputed: figure.disputed };
}

function whiskerAxis({ x, ticks }) {
  const marks = ticks.map((tick) => {
    const mark = el("span", {}, short.format(tick));
    mark.style.left = `${x(tick)}%`;
    return mark;
  });
  return el(
    "div",
    { class: "whisker axis", "aria-hidden": "true" },
    el("span"),
    el("span", { class: "ticks" }, ...marks),
  );
}

function whiskerRow({ text, note, disputed }, value, scale, range, press, pressed) {
  const row = button("", press, {
    class: `whisker${disputed ? " is-disputed" : ""}`,
    title: `${text}\n${note}`,
    "aria-pressed": pressed === null ? null : String(pressed),
  });
  row.append(
    el(
      "span",
      { class: "label" },
      el("b", { text }),
      el("small", { text: note }),
      disputed ? el("small", { class: "disputed", text: disputed }) : "",
    ),
    el("span", { class: "plot" }, el("span", { class: "unseen", text: value }), drawWhisker(scale, range)),
    el("span", { class: "reading", "aria-hidden": "true", text: value }),
  );
  return row;
}

function drawWhisker({ x }, { low, high, from, to, dot, open, disputed }) {
  const drawing = svg("svg", { class: "whisker-line", "aria-hidden": "true", width: "100%", height: 22 });
  const at = (value) => `${x(value)}%`;
  const line = (a, b, name) => drawing.append(svg("line", { x1: a, x2: b, y1: 11, y2: 11, class: name }));
  if (open) {
    const base = at(open === "up" ? (low ?? dot) : (high ?? dot));
    const end = open === "up" ? "99%" : "1%";
    line(base, end, "thin open");
    drawing.append(
      svg(
        "svg",
        { x: end, y: 11, overflow: "visible" },
        svg("path", { d: open === "up" ? "M-6,-4 L0,0 L-6,4" : "M6,-4 L0,0 L6,4", class: "arrow" }),
      ),
    );
  } else if (low !== null && high !== null && low !== high) {
    line(at(low), at(high), "thin");
    for (const end of [low, high])
      drawing.append(svg("line", { x1: at(end), x2: at(end), y1: 7, y2: 15, class: "thin" }));
  }
  if (from !== undefined && from !== null) line(at(from), at(to), "thick");
  if (dot !== null && dot !== undefined) {
    const shape = disputed
      ? svg("path", { d: "M0,-6 L6,0 L0,6 L-6,0 Z", class: "diamond" })
      : svg("circle", { r: 4.5, class: "dot" });
    drawing.append(svg("svg", { x: at(dot), y: 11, overflow: "visible" }, shape));
  }
  return drawing;
}

function legend(kind, words) {
  const scale = { x: d3.scaleLinear([0, 10], [5, 95]) };
  const range = {
    dot: { low: 5, high: 5, dot: 5 },
    low: { low: 3, high: null, dot: 3, open: "up" },
    high: { low: null, high: 7, dot: 7, open: "down" },
    range: { low: 2, high: 8, dot: 5 },
    disputed: { low: 5, high: 5, dot: 5, disputed: true },
  }[kind];
  return el("li", {}, el("span", { class: "sample" }, drawWhisker(scale, range)), words);
}
