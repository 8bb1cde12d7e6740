// Ranked lists with bars: each row a button that shows its claims in the table.

const FIRST_ROWS = 12;

/**
 * Fill a list with rows {text, claims, disputed, press, extra}; bars share the scale of the longest.
 * What is beyond the first rows waits behind a button.
 */
function drawRanks(id, rows, first = FIRST_ROWS) {
  const list = byId(id);
  const most = d3.max(rows, (row) => row.claims) ?? 1;
  list.replaceChildren(...rows.slice(0, first).map((row) => rankRow(row, most)));
  if (!rows.length) list.append(el("li", { class: "none" }, "none"));
  if (rows.length > first) {
    const more = el(
      "li",
      { class: "more" },
      button(`Show all ${count(rows.length)}`, () => {
        const hidden = rows.slice(first).map((row) => rankRow(row, most));
        more.replaceWith(...hidden);
        hidden[0].querySelector("button")?.focus();
      }),
    );
    list.append(more);
  }
}

function rankRow({ text, claims, disputed = 0, press, extra }, most) {
  const parts = [
    el("span", { class: "name", text }),
    extra,
    el(
      "span",
      { class: "count" },
      count(claims),
      disputed > 0 && el("span", { class: "unseen" }, `, ${disputed} disputed`),
    ),
    el(
      "span",
      { class: "track", "aria-hidden": "true" },
      bar("bar", claims - disputed, most),
      bar("bar hatched", disputed, most),
    ),
  ];
  const row = press
    ? el("button", { type: "button", class: "rank", on: { click: press } })
    : el("div", { class: "rank" });
  row.append(...parts.filter(Boolean));
  return el("li", {}, row);
}

function bar(kind, part, most) {
  if (!part) return null;
  const piece = el("span", { class: kind });
  piece.style.width = `${(100 * part) / most}%`;
  return piece;
}

/** Return the rows of a tally for `drawRanks`; `said` names a value, `filter` is what shows it in the table. */
function tallied(column, said, filter) {
  return all.tallies[column].rows.map(([name, claims, disputed]) => ({
    text: said(name),
    claims,
    disputed,
    press: filter && name !== null ? () => showInTable({ [filter]: name }) : null,
  }));
}

function drawEvents() {
  const lines = d3.group(all.times.rows, (row) => row[1]);
  const starts = stretches();
  const rows = all.tallies.event.rows.map(([code, claims, disputed]) => ({
    text: eventLabel(code),
    claims,
    disputed,
    press: () => showInTable({ event: code ?? NONE }),
    extra: sparkline(lines.get(code) ?? [], starts),
  }));
  drawRanks(
    "events-list",
    rows.filter((row) => row.text !== eventLabel(null)),
    20,
  );
  const without = all.tallies.event.rows.find(([code]) => code === null);
  const words = "Hatched: disputed by somebody.";
  byId("events-note").textContent = without
    ? `${words} ${plural(without[1], "further claim")} (${share(without[1], totals.claims)}) tell of no event that has a code: prices, ages, scores, shares and the like.`
    : words;
}

/** Return a small line of claims over time, drawn over the whole period. */
function sparkline(rows, starts) {
  const claims = new Map(rows.map((row) => [row[0], row[2]]));
  const values = starts.map((start) => claims.get(start) ?? 0);
  const line = svg("svg", {
    class: "spark",
    viewBox: "0 0 120 20",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  if (values.length < 2) return line;
  const x = d3.scaleLinear([0, values.length - 1], [0, 120]);
  const y = d3.scaleLinear([0, d3.max(values) || 1], [19, 1]);
  const points = d3
    .area()
    .x((_, index) => x(index))
    .y0(19)
    .y1(y)
    .curve(d3.curveStep);
  line.append(svg("path", { d: points(values) }));
  return line;
}

function drawVoices() {
  drawRanks(
    "sources-list",
    tallied("source", (name) => name, "source").filter((row) => row.text),
  );
  drawRanks(
    "outlets-list",
    tallied("outlet", (name) => name ?? "not known", "outlet"),
  );
  drawRanks(
    "kinds-list",
    tallied("source_kind", (name) => spaced(name) || "not known", "source_kind"),
    20,
  );
  const { source, outlet } = all.tallies;
  byId("sources-note").textContent =
    `${plural(source.distinct, "source")} by name, as the articles write them; ${count(totals.claims - totals.with_source)} claims credit nobody.`;
  byId("outlets-note").textContent = plural(outlet.distinct, "outlet") + ".";
}
