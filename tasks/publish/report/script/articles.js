// The articles, the newest first, each a link into the reader.

const ARTICLE_ROWS = 24;
const shelf = { search: "", rows: ARTICLE_ROWS };

function drawArticles() {
  const whole = d3.sum(current, (row) => (row.copy ? 0 : row.with_figures));
  byId("articles-lede").textContent =
    articles.length < whole
      ? `The newest ${count(articles.length)} of ${plural(whole, "article")} with claims, each with its figures marked in the text.`
      : `${plural(articles.length, "article")} with claims, each with its figures marked in the text.`;
  const search = el("input", {
    type: "search",
    id: "article-search",
    placeholder: "title or outlet",
    autocomplete: "off",
  });
  search.addEventListener("input", () => {
    Object.assign(shelf, { search: search.value.toLowerCase(), rows: ARTICLE_ROWS });
    drawShelf();
  });
  byId("articles-filter").addEventListener("submit", (event) => event.preventDefault());
  fill("articles-filter", el("label", { class: "wide" }, "Find an article", search));
  drawShelf();
}

function drawShelf() {
  const words = shelf.search.split(/\s+/).filter(Boolean);
  const found = articles.filter((article) => {
    const text = `${article.title ?? ""}\n${article.outlet ?? ""}\n${article.author ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  fill("articles-list", ...found.slice(0, shelf.rows).map(articleRow));
  if (!found.length) fill("articles-list", el("li", { class: "none" }, "No article is called so."));
  const left = found.length - shelf.rows;
  fill(
    "articles-more",
    left > 0 &&
      button(`Show ${count(Math.min(left, 48))} more of ${count(found.length)}`, () => {
        shelf.rows += 48;
        drawShelf();
      }),
  );
}

function articleRow(article) {
  const disputed = article.claims.filter((figure) => figure.disputed).length;
  return el(
    "li",
    {},
    el("a", { href: `#article=${article.document_id}`, text: article.title ?? "without a title" }),
    el(
      "p",
      { class: "from" },
      [article.outlet, published(article), plural(article.figures, "claim")].filter(Boolean).join(" · "),
      disputed ? el("span", { class: "disputed" }, ` · ${count(disputed)} disputed`) : "",
    ),
  );
}
