// The table of claims: its columns, their order, its pages.

const PAGE = 30;
const COLUMNS = [
  {
    key: "number_text",
    head: "As printed",
    cell: (figure) => figure.number_text,
    by: (figure) => figure.value ?? figure.value_low ?? figure.value_high,
  },
  {
    key: "value",
    head: "Value",
    cell: claimed,
    by: (figure) => figure.value ?? figure.value_low ?? figure.value_high,
    kind: "numeric",
  },
  { key: "counted", head: "Of what", cell: (figure) => figure.counted, by: (figure) => figure.counted?.toLowerCase() },
  {
    key: "event",
    head: "Event",
    cell: (figure) => (figure.event ? (figure.negated ? "not: " : "") + eventLabel(figure.event) : null),
    by: (figure) => figure.event,
  },
  { key: "source", head: "Source", cell: (figure) => figure.source, by: (figure) => figure.source?.toLowerCase() },
  {
    key: "disputed_by",
    head: "Disputed by",
    cell: (figure) => (figure.disputed ? disputers(figure) : null),
    by: (figure) => (figure.disputed ? disputers(figure) : null),
    kind: "disputed",
  },
  { key: "place_name", head: "Where", cell: whereOf, by: (figure) => whereOf(figure)?.toLowerCase() },
  {
    key: "time_from",
    head: "When",
    cell: (figure) => days(figure.time_from, figure.time_to) || figure.time_text,
    by: (figure) => figure.time_from,
  },
  {
    key: "published_at",
    head: "Published",
    cell: (figure) => [figure.article.outlet, published(figure.article)].filter(Boolean).join(", "),
    by: (figure) => figure.article.published_at,
  },
  {
    key: "confidence",
    head: "Sure",
    cell: (figure) => (figure.confidence === null ? null : percent(figure.confidence)),
    by: (figure) => figure.confidence,
    kind: "numeric",
  },
];
const table = {
  search: "",
  filters: {},
  disputed: false,
  sure: false,
  sort: null,
  descending: false,
  page: 0,
  found: figures,
};

function drawTable() {
  byId("table-lede").textContent =
    figures.length < totals.claims
      ? `The newest ${count(figures.length)} of ${count(totals.claims)} claims; the charts above count all of them. A row opens the article at the claim.`
      : `All ${plural(totals.claims, "claim")}. A row opens the article at the claim.`;
  drawFilters();
  drawTableHead();
  update();
}

function update() {
  table.found = wanted(table);
  const column = COLUMNS.find((each) => each.key === table.sort);
  if (column) order(table.found, column.by, table.descending);
  drawRows();
}

/** Sort in place; rows without a value stand last, either way round. */
function order(rows, by, descending) {
  const keys = new Map(rows.map((row) => [row, by(row) ?? null]));
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => {
    const [left, right] = [keys.get(a), keys.get(b)];
    if (left === null || right === null) return (left === null) - (right === null) || a.order - b.order;
    return left < right ? -sign : left > right ? sign : a.order - b.order;
  });
}

function drawTableHead() {
  const heads = COLUMNS.map((column) => {
    const sort = button(column.head, () => sortBy(column), { class: "sort", title: data.meanings[column.key] });
    return el("th", { scope: "col", "data-key": column.key, class: column.kind ?? null }, sort);
  });
  document.querySelector("#claims-table thead").replaceChildren(el("tr", {}, ...heads));
}

/** Sort by a column: first one way (what is large or new first), then the other, then in the order of reading. */
function sortBy(column) {
  if (!column) {
    table.sort = null;
    return change({});
  }
  const first = ["value", "number_text", "confidence", "time_from", "published_at"].includes(column.key);
  if (table.sort !== column.key) Object.assign(table, { sort: column.key, descending: first });
  else if (table.descending === first) table.descending = !first;
  else table.sort = null;
  change({});
}

function drawRows() {
  const pages = Math.max(1, Math.ceil(table.found.length / PAGE));
  table.page = Math.min(table.page, pages - 1);
  const rows = table.found.slice(table.page * PAGE, (table.page + 1) * PAGE);
  document.querySelector("#claims-table tbody").replaceChildren(...rows.map(tableRow));
  for (const head of document.querySelectorAll("#claims-table thead th")) {
    const sorted = head.dataset.key === table.sort;
    head.setAttribute("aria-sort", sorted ? (table.descending ? "descending" : "ascending") : "none");
  }
  const of = figures.length < totals.claims ? `the newest ${count(figures.length)}` : count(figures.length);
  const from = table.page * PAGE + 1;
  byId("table-status").textContent = table.found.length
    ? `${plural(table.found.length, "claim")} of ${of}${pages > 1 ? `; rows ${count(from)}–${count(from + rows.length - 1)}` : ""}`
    : `No claim among ${of} is like that.`;
  fill("table-pages", ...(pages > 1 ? pageButtons(pages) : []));
}

function tableRow(figure) {
  const cells = COLUMNS.map((column, index) => {
    const text = column.cell(figure);
    const content = index ? (text ?? "") : el("a", { href: `#figure=${figure.figure_id}`, text });
    return el(
      "td",
      {
        class: column.kind ?? null,
        "data-head": column.head,
        "data-empty": text === null || text === undefined || text === "",
      },
      content,
    );
  });
  return el(
    "tr",
    {
      class: figure.disputed ? "is-disputed" : null,
      on: { click: (event) => event.target.closest("a") || openFigure(figure.figure_id) },
    },
    ...cells,
  );
}

function pageButtons(pages) {
  const go = (page) => () => {
    table.page = page;
    drawRows();
    byId("table-status").scrollIntoView({ block: "nearest" });
  };
  const step = (text, page) => button(text, go(page), { disabled: page < 0 || page >= pages, class: "quiet" });
  return [
    step("First", table.page ? 0 : -1),
    step("Previous", table.page - 1),
    el("span", {}, `Page ${count(table.page + 1)} of ${count(pages)}`),
    step("Next", table.page + 1),
    step("Last", table.page < pages - 1 ? pages - 1 : pages),
  ];
}

/** Move among the rows with the arrow keys. */
function moveAmongRows(event) {
  const row = event.target.closest("#claims-table tbody tr");
  const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  next.querySelector("a").focus();
}
