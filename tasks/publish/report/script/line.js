// One series: its best by the policy, what contradicts it, its chart, and its points in words.

const shownLine = { line: null };

function showSeries(line) {
  reader.dataset.article = "";
  shownLine.line = line;
  reader.replaceChildren(
    lineHead(line),
    el(
      "div",
      { class: "line-room" },
      el(
        "div",
        { class: "line-told", tabindex: "0", "aria-label": "The series as a whole" },
        ...lineSummary(line),
        el("div", { class: "chart", id: "line-chart" }),
        el("ul", { class: "legend", id: "line-legend" }),
        el("p", { class: "note", id: "line-note" }),
      ),
      el(
        "div",
        { class: "line-points", tabindex: "0", "aria-label": "Its points" },
        el("h3", {}, "Who said what, in order"),
        el("ol", { class: "points" }, ...line.points.map(pointRow)),
        el("p", { class: "from" }, "Row ", el("a", { href: `#series=${line.series_id}` }, line.series_id)),
      ),
    ),
  );
  if (!reader.open) reader.showModal();
  drawLineChart();
  byId("reader-title").focus({ preventScroll: true });
}

function lineHead(line) {
  const where = [line.place_name, line.place_country && country(line.place_country)].filter(Boolean);
  const told = [...new Set(where), days(line.period_from, line.period_to), tellCounts(line)].filter(Boolean);
  return el(
    "header",
    {},
    el(
      "div",
      {},
      el("h2", { id: "reader-title", tabindex: "-1" }, line.label),
      el("p", { class: "from" }, told.join(" · ")),
    ),
    button("Close", () => reader.close(), { class: "quiet", id: "reader-close" }),
  );
}

/** Return in words what the policy makes of the points, and what speaks against it. */
function lineSummary(line) {
  const policy = POLICY_WORDS[line.best_basis];
  return [
    el(
      "p",
      { class: "best" },
      el("b", { class: "big" }, bestWords(line)),
      line.negated ? " (said not to have been)" : "",
      ` best by the policy “${line.best_basis}”${policy ? `: ${policy}` : ""}${endsWords(line)}.`,
    ),
    line.contested && el("p", { class: "disputed" }, el("b", {}, "Contested. "), contestedWords(line)),
    hasSides(line) &&
      el(
        "p",
        {},
        `Without what ${plural(line.parties, "party", "parties")} to it ${line.parties === 1 ? "says" : "say"}: `,
        el("b", {}, bestWords(line, WITHOUT)),
        `${endsWords(line, WITHOUT)}.`,
      ),
    line.projected && el("p", { class: "note" }, "All of it is projected or conditional."),
    line.additive !== true &&
      el(
        "p",
        { class: "note" },
        "Not to be summed with others: a part, restatement, level, rate or change, as far as is known.",
      ),
  ].filter(Boolean);
}

const ENDS = ["low", "best", "high"];
const WITHOUT = "_without_parties";
const NOT_YET = ["projected", "conditional"];

/** Tell whether a series says something else without what parties to it say. */
const hasSides = (line) => line.parties > 0 && ENDS.some((name) => line[name] !== line[name + WITHOUT]);

/** Return the low and high of a series in words, where they tell more than the best. */
function endsWords(line, suffix = "") {
  const [low, best, high] = ENDS.map((name) => line[name + suffix]);
  const end = (value) => (value === null ? "open" : number(value));
  return best === null || (low === high && low === best) ? "" : `; low ${end(low)}, high ${end(high)}`;
}

/** Return who contradicts whom: the least and the most that count for the series, and who denies what. */
function contestedWords(line) {
  const last = [...new Map(line.points.map((point) => [point.source, point])).values()].filter(
    (point) =>
      point.value !== null &&
      (line.projected || !NOT_YET.includes(point.modality)) &&
      (point.value_low ?? point.value) >= (line.low ?? -Infinity) &&
      (point.value_high ?? point.value) <= (line.high ?? Infinity),
  );
  const [least, most] = [d3.least(last, highOf), d3.greatest(last, lowOf)];
  const denied = d3.rollups(
    line.points.filter((point) => point.disputed),
    (points) => points.map((point) => `${claimed(point)} (${saidBy(point)})`).join(", "),
    deniedBy,
  );
  const sentences = [
    least &&
      highOf(least) < lowOf(most) &&
      `${claimed(least)} (${saidBy(least)}) against ${claimed(most)} (${saidBy(most)}).`,
    ...denied.map(([who, what]) => `Denied by ${who}: ${what}.`),
  ].filter(Boolean);
  return sentences.join(" ") || "Sources contradict each other, or somebody denies.";
}

const lowOf = (point) => point.value_low ?? (isOpen(point) ? -Infinity : point.value);
const highOf = (point) => point.value_high ?? (isOpen(point) ? Infinity : point.value);
const isOpen = (point) => isKnown(point.value_low) !== isKnown(point.value_high);
const saidBy = (point) => point.source ?? "an article";
const deniedBy = (point) => point.disputed_by?.replaceAll("; ", ", ") || "somebody not named";

/** Return a point in words; what the article says, and where, waits behind a click. */
function pointRow(point) {
  const figure = figureById.get(point.figure_id);
  const revised = {
    up: `up from ${number(point.previous)}`,
    down: `down from ${number(point.previous)}`,
    same: "again",
  };
  const facts = [
    day(point.published_date ?? point.published_at),
    revised[point.revision],
    point.copies > 1 && `in ${count(point.copies)} articles`,
    point.party && "a party to it",
    [...NOT_YET, "estimated"].includes(point.modality) && point.modality,
  ];
  return el(
    "li",
    {},
    el(
      "details",
      {},
      el(
        "summary",
        {},
        symbolOf(sourceStyle(point), 14),
        el("span", {}, el("b", {}, claimed(point)), ` ${saidBy(point)}`),
        el(
          "small",
          {},
          facts.filter(Boolean).join(" · "),
          point.disputed ? el("span", { class: "disputed" }, ` · denied by ${deniedBy(point)}`) : "",
        ),
      ),
      point.sentence ? el("blockquote", { text: point.sentence }) : "",
      el(
        "p",
        { class: "from" },
        [point.outlet, point.title].filter(Boolean).join(" · "),
        figure ? " · " : "",
        figure ? el("a", { href: `#figure=${point.figure_id}` }, "read it where it stands") : "",
        point.url ? " · " : "",
        point.url ? webLink(point.url, "original") : "",
      ),
    ),
  );
}
