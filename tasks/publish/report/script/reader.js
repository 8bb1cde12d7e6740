// The reader: an article with its figures marked, and a card for each.

const reader = byId("reader");

/** Open the article of a figure at the figure; the address says so too, so that it can be passed on. */
function openFigure(id) {
  location.hash = `figure=${id}`;
}

/** Show what the address asks for: #figure=ID, #article=ID, #series=ID, or none of them. */
function followAddress() {
  const [, kind, id] = /^#(figure|article|series)=(.+)$/.exec(location.hash) ?? [];
  if (kind === "series" && seriesById.has(id)) return showSeries(seriesById.get(id));
  const figure = kind === "figure" ? figureById.get(id) : null;
  const article = kind === "article" ? articleById.get(id) : figure?.article;
  if (article) return showArticle(article, figure ?? article.claims[0]);
  if (reader.open) reader.close();
  if (kind) tellMissing(kind, id);
  return null;
}

function tellMissing(kind, id) {
  if (kind === "series") {
    byId("series-status").textContent = `The series ${id} is not in this page: look for it in the tables themselves.`;
    return byId("series").scrollIntoView({ block: "start" });
  }
  showInTable({});
  byId("table-status").textContent =
    `The ${kind} ${id} is not among ${shownOf()}: look for it in the tables themselves.`;
  return null;
}

function showArticle(article, figure) {
  if (reader.dataset.article !== article.document_id || !reader.open) {
    reader.dataset.article = article.document_id;
    reader.replaceChildren(
      readerHead(article),
      el(
        "div",
        { class: "reading-room" },
        articleText(article),
        el("aside", { id: "card", "aria-label": "The claim", tabindex: "-1" }),
      ),
    );
  }
  if (!reader.open) reader.showModal();
  selectFigure(article, figure);
}

function readerHead(article) {
  const line = [article.outlet, article.author, published(article)].filter(Boolean).join(" · ");
  const listed = article.claims.length;
  const claims =
    listed < article.figures
      ? `${count(listed)} of its ${plural(article.figures, "claim")} shown`
      : plural(listed, "claim");
  return el(
    "header",
    {},
    el(
      "div",
      {},
      el("h2", { id: "reader-title", tabindex: "-1" }, article.title ?? "An article without a title"),
      el(
        "p",
        { class: "from" },
        line ? `${line} · ${claims} · ` : `${claims} · `,
        article.url ? webLink(article.url, "original") : "no address known",
      ),
    ),
    button("Close", () => reader.close(), { class: "quiet", id: "reader-close" }),
  );
}

/** Return the places of code points in a text of UTF-16 units: one more than the text has code points. */
function codePoints(text) {
  const places = [];
  let place = 0;
  for (const character of text) {
    places.push(place);
    place += character.length;
  }
  places.push(place);
  return places;
}

/** Return spans of an article: its figures, and the words of those who dispute them. */
function spansOf(article) {
  const cues = article.claims.flatMap((figure) => disputesByFigure.get(figure.figure_id) ?? []);
  const spans = [
    ...article.claims.map((figure) => ({ start: figure.start_char, end: figure.end_char, figure })),
    ...d3.groups(cues, (cue) => cue.start_char).map(([start, [cue]]) => ({ start, end: cue.end_char, cue })),
  ];
  return spans.sort((a, b) => a.start - b.start || !a.figure - !b.figure);
}

function articleText(article) {
  if (!article.text) return el("div", { class: "text", tabindex: "0" }, noText(article));
  const places = codePoints(article.text);
  const pieces = [];
  let done = 0;
  for (const { start, end, figure, cue } of spansOf(article)) {
    if (start < done || end >= places.length) continue; // within another, or behind the cut
    pieces.push(article.text.slice(places[done], places[start]));
    const words = article.text.slice(places[start], places[end]);
    pieces.push(
      figure
        ? figureMark(figure, words)
        : el("span", {
            class: "cue",
            title: `${cue.disputer ?? "somebody"} ${STANCE_WORDS[cue.stance] ?? ""} a claim`,
            text: words,
          }),
    );
    done = end;
  }
  pieces.push(article.text.slice(places[done]));
  return el(
    "div",
    { class: "text", tabindex: "0", "aria-label": "Text of the article" },
    ...paragraphs(pieces),
    cutNote(article, places.length - 1),
  );
}

/** Return pieces as paragraphs: the first is the title, a line break begins the next. */
function paragraphs(pieces) {
  const lines = [el("p", { class: "title" })];
  for (const piece of pieces) {
    if (typeof piece !== "string") lines.at(-1).append(piece);
    else
      for (const [index, line] of piece.split("\n").entries()) {
        if (index) lines.push(el("p"));
        lines.at(-1).append(line);
      }
  }
  return lines.filter((line) => line.textContent.trim() || line.children.length);
}

function figureMark(figure, words) {
  const said = figure.disputed ? `, disputed by ${disputers(figure)}` : "";
  return el("a", {
    href: `#figure=${figure.figure_id}`,
    class: `mark${figure.disputed ? " is-disputed" : ""}`,
    id: `mark-${figure.figure_id}`,
    title: `${claimed(figure)} ${figure.event ? eventLabel(figure.event) : (figure.counted ?? "")}${said}`,
    text: words,
  });
}

function noText(article) {
  return el(
    "p",
    { class: "note" },
    article.no_room
      ? "The page has no room for the text of this article: the cards give the sentences."
      : "The text of this article is not published: the cards say what was read in it.",
  );
}

function cutNote(article, length) {
  return article.characters > length
    ? el("p", { class: "note" }, `The first ${count(length)} of ${count(article.characters)} characters.`)
    : "";
}

function selectFigure(article, figure) {
  for (const mark of reader.querySelectorAll(".mark[aria-current]")) mark.removeAttribute("aria-current");
  const mark = figure && document.getElementById(`mark-${figure.figure_id}`);
  mark?.setAttribute("aria-current", "true");
  mark?.scrollIntoView({ block: "center" });
  const others = article.claims.map((other) =>
    el(
      "li",
      {},
      el(
        "a",
        {
          href: `#figure=${other.figure_id}`,
          "aria-current": other === figure ? "true" : null,
          class: other.disputed ? "is-disputed" : null,
        },
        el("b", { text: claimed(other) }),
        ` ${[other.counted, other.event && eventLabel(other.event).toLowerCase()].filter(Boolean).join(", ")}${other.disputed ? " · disputed" : ""}`,
      ),
    ),
  );
  fill(
    "card",
    figure ? figureCard(figure) : null,
    el("h3", {}, "All claims of this article"),
    el("ol", { class: "others" }, ...others),
  );
  byId("card").scrollTop = 0;
  (mark ?? byId("reader-title")).focus({ preventScroll: true });
}

/** When the reader closes, the address no longer names what it showed; the focus is back where it was. */
function readerClosed() {
  reader.dataset.article = "";
  shownLine.line = null;
  if (/^#(figure|article|series)=/.test(location.hash))
    history.replaceState(null, "", location.pathname + location.search);
}
