// What the page carries, as objects.

const data = JSON.parse(byId("data").textContent);
const all = data.whole;
const events = new Map(all.events.map((event) => [event.code, event]));
const eventLabel = (code) => (code ? (events.get(code)?.label ?? spaced(code)) : "no event named");

/** Return rows as objects by the names of their columns. */
function objects({ columns, rows }) {
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
}

const articles = objects(data.newest.documents);
const articleById = new Map(articles.map((article) => [article.document_id, article]));
const figures = objects(data.newest.figures);
const figureById = new Map(figures.map((figure) => [figure.figure_id, figure]));
const figureColumns = data.newest.figures.columns;
const disputes = objects(data.newest.disputes);
const disputesByFigure = d3.group(disputes, (dispute) => dispute.figure_id);
const run = all.runs[0] ?? null;

for (const article of articles) article.claims = [];
for (const [order, figure] of figures.entries()) {
  figure.order = order;
  figure.article = articleById.get(figure.document_id);
  figure.article.claims.push(figure);
}

const totals = all.totals;
const current = all.documents.filter((row) => row.current);
const articlesRead = d3.sum(current, (row) => row.documents);
const copies = d3.sum(current, (row) => (row.copy ? row.documents : 0));
const rejected = d3.sum(all.rejects, (row) => row.rejects);
const shownOf = () =>
  figures.length < totals.claims
    ? `the newest ${count(figures.length)} of ${count(totals.claims)} claims`
    : `all ${plural(totals.claims, "claim")}`;
