// The head of the page and the claims that somebody disputes.

const MOST_DISPUTED = 9;

function drawHead() {
  const { first, last } = all.times;
  const when = first ? `, published ${days(first, last)}` : "";
  byId("run").textContent = run ? `${run.version} · run ${run.run_id}` : "";
  byId("standfirst").textContent =
    `${plural(totals.claims, "figure")} in ${plural(articlesRead, "article")}${when}. ` +
    "A figure is what somebody says at one place in one article. It is not a fact, and a toll is told as often as it is " +
    "printed: so this page counts claims and shows how far they lie apart. It never adds them up.";
  const tile = (name, value, href) =>
    el("div", { class: "tile" }, el("dt", {}, name), el("dd", {}, el("a", { href }, value)));
  fill(
    "tiles",
    tile("articles read", count(articlesRead), "#articles"),
    tile("claims found", count(totals.claims), "#table"),
    tile("sources credited", count(all.tallies.source.distinct), "#voices"),
    tile("outlets", count(all.tallies.outlet.distinct), "#voices"),
    tile("countries", count(all.tallies.place_country.distinct), "#places"),
    tile("disputed claims", count(totals.disputed), "#disputed"),
    tile("copies left out", count(copies), "#quality"),
    tile("inputs rejected", count(rejected), "#quality"),
  );
}

/** Return who disputes a figure, in their own words where those are known. */
function disputers(figure) {
  const named = [
    ...new Set(
      disputing(figure)
        .map((dispute) => dispute.disputer)
        .filter(Boolean),
    ),
  ];
  return named.length ? named.join(", ") : figure.disputed_by?.replaceAll("; ", ", ") || "somebody not named";
}

const disputing = (figure) =>
  (disputesByFigure.get(figure.figure_id) ?? []).filter(
    (dispute) => ["deny", "dispute"].includes(dispute.stance) && !dispute.counter_figure_id,
  );

function drawDisputed() {
  const found = figures
    .filter((figure) => figure.disputed)
    .sort((a, b) => d3.descending(telling(a), telling(b)) || a.order - b.order);
  const beyond =
    totals.disputed > found.length
      ? ` ${count(found.length)} of all ${count(totals.disputed)} are among ${shownOf()}.`
      : "";
  byId("disputed-lede").textContent = found.length
    ? "Somebody in the same article denies or disputes these: first those of which most is known, then the newest. Choose one to read it where it stands." +
      beyond
    : `In ${shownOf()} nobody denies or disputes one.`;
  const room = { count: MOST_DISPUTED };
  const draw = () => {
    fill("disputed-cards", ...found.slice(0, room.count).map(disputedCard));
    const left = found.length - room.count;
    fill(
      "disputed-more",
      left > 0 &&
        button(`Show ${count(Math.min(left, MOST_DISPUTED))} more`, () => ((room.count += MOST_DISPUTED), draw())),
      found.length > 0 && button(`All ${count(found.length)} in the table`, () => showInTable({ disputed: true })),
    );
  };
  draw();
}

/** Return how much is known of a claim: what is counted, what happened, who says so, and whether the row is likely right. */
const telling = (figure) =>
  [figure.counted, figure.event, figure.source, figure.confidence >= 0.5].filter(Boolean).length;

function disputedCard(figure) {
  return el(
    "li",
    { class: "card" },
    el(
      "a",
      { href: `#figure=${figure.figure_id}`, class: "whole" },
      el("span", { class: "big" }, figure.number_text),
      figure.counted && el("span", { class: "counted" }, figure.counted),
      figure.event && el("span", { class: "tag" }, eventLabel(figure.event)),
    ),
    figure.sentence && el("p", { class: "excerpt" }, excerpt(figure)),
    el("p", { class: "says" }, "Said by ", el("b", {}, figure.source ?? "the article")),
    el("p", { class: "disputed" }, "Disputed by ", el("b", {}, disputers(figure))),
    el("p", { class: "from" }, [figure.article.outlet, published(figure.article)].filter(Boolean).join(" · ")),
  );
}

const AROUND = 90; // characters of a sentence on either side of the number

/** Return the sentence around its number. */
function excerpt(figure) {
  const { sentence, number_text: words } = figure;
  const at = Math.max(0, sentence.indexOf(words));
  const from = at > AROUND ? sentence.indexOf(" ", at - AROUND) + 1 : 0;
  const end = at + words.length + AROUND;
  const to = end < sentence.length ? sentence.lastIndexOf(" ", end) : sentence.length;
  return `${from ? "… " : ""}${sentence.slice(from, Math.max(to, at + words.length))}${to < sentence.length ? " …" : ""}`;
}
