// How the run went: what was read, how complete the rows are, what was rejected, and the runs before.

function drawQuality() {
  byId("quality-lede").textContent = run
    ? `The last run, ${run.run_id}, took ${duration(run.seconds)} for ${plural(run.inputs, "input")} and ended on ${day(run.ended_at)}.`
    : "No run has published yet.";
  const halves = [
    [
      "Rows that name",
      [
        ["a source", totals.with_source],
        ["a place", totals.with_place],
        ["a time", totals.with_time],
        ["a publication day", totals.dated],
      ],
      totals.claims,
    ],
    [
      "Articles by format",
      d3
        .rollups(
          current,
          (rows) => d3.sum(rows, (row) => row.documents),
          (row) => row.format,
        )
        .sort(byCount),
      articlesRead,
    ],
    [
      "Articles by language",
      d3
        .rollups(
          current,
          (rows) => d3.sum(rows, (row) => row.documents),
          (row) => language(row.language),
        )
        .sort(byCount)
        .slice(0, 8),
      articlesRead,
    ],
  ];
  fill(
    "quality-facts",
    ...halves.map(([title, rows, whole]) =>
      el(
        "div",
        {},
        el("h3", {}, title),
        shares(rows, whole),
        title === "Rows that name" ? null : el("p", { class: "note" }, formatNote(title)),
      ),
    ),
  );
  drawRanks(
    "refused-list",
    all.refused.map((row) => ({ text: spaced(row.reason), claims: row.numbers })),
    20,
  );
  drawRejects();
  drawRuns();
}

const byCount = (a, b) => d3.descending(a[1], b[1]);

function formatNote(title) {
  if (title !== "Articles by format")
    return `${count(d3.sum(current, (row) => row.words))} words. Only English is read for figures.`;
  const older = d3.sum(
    all.documents.filter((row) => !row.current),
    (row) => row.documents,
  );
  const words = copies
    ? `${plural(copies, "article")} ${copies === 1 ? "is a copy of another and gives" : "are copies of others and give"} no claims. `
    : "";
  return words + (older ? `${plural(older, "older version")} of articles kept.` : "");
}

const duration = (seconds) =>
  seconds < 90
    ? `${exact.format(Math.round(seconds * 10) / 10)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

/** Return shares of a whole as bars with their percentages. */
function shares(rows, whole) {
  return el(
    "ul",
    { class: "ranks" },
    ...rows.map(([text, part]) =>
      el(
        "li",
        {},
        el(
          "div",
          { class: "rank" },
          el("span", { class: "name", text }),
          el("span", { class: "count" }, `${share(part, whole)} `, el("small", {}, count(part))),
          el("span", { class: "track", "aria-hidden": "true" }, bar("bar", part, whole) ?? ""),
        ),
      ),
    ),
  );
}

function drawRejects() {
  byId("rejects-lede").textContent = rejected
    ? `${plural(rejected, "input or document", "inputs and documents")} gave nothing, by reason; each stays here until it is read well.`
    : "Nothing was rejected: every input gave a document.";
  fill(
    "rejects-list",
    ...all.rejects.map((group) => {
      const details = el(
        "details",
        { class: "reject" },
        el(
          "summary",
          {},
          el("b", {}, spaced(group.reason)),
          ` while it was to be ${{ ingest: "read", clean: "cleaned", extract: "searched for figures", publish: "published" }[group.stage] ?? group.stage} `,
          el("span", { class: "count" }, count(group.rejects)),
        ),
      );
      details.append(el("ul", {}, ...group.examples.map((text) => el("li", { text }))));
      if (group.examples.length < group.rejects)
        details.append(
          el("p", { class: "note" }, `The first ${count(group.examples.length)} of ${count(group.rejects)}.`),
        );
      return details;
    }),
  );
}

function drawRuns() {
  const columns = [
    ["Ended", (each) => each.ended_at.slice(0, 16)],
    ["Inputs", (each) => count(each.inputs)],
    ["New", (each) => count(each.documents_new)],
    ["Changed", (each) => count(each.documents_changed)],
    ["Unchanged", (each) => count(each.documents_unchanged)],
    ["Copies", (each) => count(each.documents_duplicate)],
    ["Rejects", (each) => count(each.rejects)],
    ["Claims", (each) => count(each.figures)],
    ["Took", (each) => duration(each.seconds)],
  ];
  const cells = (each) =>
    columns.map(([head, text], index) =>
      el(
        index ? "td" : "th",
        { scope: index ? null : "row", class: index ? "numeric" : null, "data-head": head },
        text(each),
      ),
    );
  byId("runs-table").append(
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...columns.map(([head], index) => el("th", { scope: "col", class: index ? "numeric" : null }, head)),
      ),
    ),
    el("tbody", {}, ...all.runs.map((each) => el("tr", {}, ...cells(each)))),
  );
  if (run)
    fill(
      "run-settings",
      ...["settings", "versions"].flatMap((name) => [
        el("dt", {}, name),
        el("dd", {}, el("pre", {}, indented(run[name]))),
      ]),
    );
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text; // not JSON: as it stands
  }
}
