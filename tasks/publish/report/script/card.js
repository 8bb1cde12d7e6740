// The card of a claim: who says it and how, who disputes it, and every column of its row.

function figureCard(figure) {
  const row = (name, ...value) =>
    value.some(Boolean) ? [el("dt", {}, name), el("dd", {}, ...value.filter(Boolean))] : [];
  const code = (text) => text && el("small", {}, ` ${text}`);
  const whole = figure.part_of && figureById.get(figure.part_of);
  return el(
    "article",
    { class: "figure-card" },
    el("p", { class: "big" }, claimed(figure)),
    el(
      "p",
      { class: "counted" },
      [figure.counted, figure.event && (figure.negated ? "not " : "") + eventLabel(figure.event).toLowerCase()]
        .filter(Boolean)
        .join(" · ") || spaced(figure.kind),
    ),
    figure.disputed && el("p", { class: "disputed" }, "Disputed by ", el("b", { text: disputers(figure) })),
    ...stances(figure),
    !figure.disputed && elsewhere(figure),
    el(
      "dl",
      { class: "pairs" },
      ...row("Printed", `“${figure.number_text}”`, code(figure.section)),
      ...row("Value", bounds(figure)),
      ...row(
        "Who says",
        figure.source ?? (figure.source_kind === "article" ? "the article itself" : null),
        figure.via && ` via ${figure.via}`,
        figure.source && code(spaced(figure.source_kind)),
      ),
      ...row("How", [figure.modality, figure.hedge && `“${figure.hedge}”`].filter(Boolean).join(", ")),
      ...row(
        "Where",
        whereOf(figure),
        figure.place_text && figure.place_text !== figure.place_name && code(`“${figure.place_text}”`),
      ),
      ...row(
        "When",
        days(figure.time_from, figure.time_to) || figure.time_edtf,
        figure.time_text && code(`“${figure.time_text}”`),
      ),
      ...row(
        "Part of",
        figure.part_of && (whole ? el("a", { href: `#figure=${whole.figure_id}` }, phrase(whole)) : figure.part_of),
      ),
      ...row("Series", ...seriesLink(figure)),
      ...row("Sure", figure.confidence !== null && meter(figure.confidence)),
    ),
    figure.sentence && el("blockquote", { text: figure.sentence }),
    el("p", { class: "from" }, "Row ", el("a", { href: `#figure=${figure.figure_id}` }, figure.figure_id)),
    allColumns(figure),
  );
}

/** Return the way to what others say of the same, where the page has it. */
function seriesLink(figure) {
  const line = seriesById.get(figure.series_id);
  return line
    ? [el("a", { href: `#series=${line.series_id}` }, line.label), el("small", {}, ` ${tellCounts(line)}`)]
    : [];
}

function bounds(figure) {
  const ends =
    figure.value_low === figure.value_high
      ? ""
      : `, from ${figure.value_low === null ? "open" : number(figure.value_low)} to ${figure.value_high === null ? "open" : number(figure.value_high)}`;
  return `${withUnit(number(figure.value), figure.unit, figure.value)}, ${BOUND_WORDS[figure.bound] ?? figure.bound}${ends}`;
}

function meter(confidence) {
  const filled = el("span");
  filled.style.width = percent(confidence);
  return el(
    "span",
    { class: "meter" },
    el("span", { class: "gauge", "aria-hidden": "true" }, filled),
    percent(confidence),
  );
}

function stances(figure) {
  return (disputesByFigure.get(figure.figure_id) ?? []).map((dispute) => {
    const counter = dispute.counter_figure_id && figureById.get(dispute.counter_figure_id);
    return el(
      "div",
      { class: "stance" },
      el(
        "p",
        {},
        el("b", { text: dispute.disputer ?? "Somebody not named" }),
        ` ${STANCE_WORDS[dispute.stance] ?? "speaks of"} it`,
        counter ? " and says " : "",
        counter ? el("a", { href: `#figure=${counter.figure_id}` }, phrase(counter)) : "",
      ),
      dispute.sentence && el("blockquote", { text: dispute.sentence }),
    );
  });
}

/** Return what is disputed beside a claim that nobody is known to dispute. */
function elsewhere(figure) {
  const others = figure.article.claims.filter((other) => other.disputed);
  if (!others.length) return null;
  const links = others
    .flatMap((other) => [", ", el("a", { href: `#figure=${other.figure_id}` }, phrase(other))])
    .slice(1);
  const parties = [...new Set(others.map(disputers))].join(", ");
  return el(
    "p",
    { class: "note" },
    `Nobody is known to dispute this claim. In the same article ${parties} disputed `,
    ...links,
    ".",
  );
}

/** Return every column that the row fills, with what it means. */
function allColumns(figure) {
  const details = el("details", {}, el("summary", {}, "Every column of the row"));
  details.addEventListener("toggle", () => {
    if (details.querySelector("dl")) return;
    const filled = figureColumns.filter((name) => figure[name] !== null);
    details.append(
      el(
        "dl",
        { class: "pairs raw" },
        ...filled.flatMap((name) => [
          el("dt", { title: data.meanings[name] }, name),
          el("dd", {}, String(figure[name])),
        ]),
      ),
    );
  });
  return details;
}
