// What of the claims is shown: search, filters, and the way there from charts and lists.

const NONE = "-"; // the choice of rows that have no value
const FILTERS = {
  event: { label: "Event", of: (figure) => figure.event, said: eventLabel },
  kind: { label: "Kind", of: (figure) => figure.kind, said: spaced },
  place_country: { label: "Country", of: (figure) => figure.place_country, said: country },
  source: { label: "Source", of: (figure) => figure.source, said: (name) => name ?? "no source" },
  source_kind: {
    label: "Sort of source",
    of: (figure) => figure.source_kind,
    said: (name) => spaced(name) || "not known",
  },
  outlet: { label: "Outlet", of: (figure) => figure.article.outlet, said: (name) => name ?? "not known" },
};
const MOST_CHOICES = 300;

function whereOf(figure) {
  const name = figure.place_name ?? figure.place_text;
  const land = figure.place_country ? country(figure.place_country) : null;
  return name && land && name !== land ? `${name}, ${land}` : (name ?? land);
}

/** Return what the search looks through: what is printed and, for "4000", the number without commas. */
function haystack(figure) {
  figure.haystack ??= [
    figure.number_text,
    figure.value,
    figure.counted,
    eventLabel(figure.event),
    figure.source,
    figure.via,
    figure.disputed_by,
    figure.place_text,
    whereOf(figure),
    figure.time_text,
    figure.article.outlet,
    figure.article.title,
    figure.sentence,
    figure.figure_id,
  ]
    .filter((part) => part !== null && part !== undefined)
    .join("\n")
    .toLowerCase();
  return figure.haystack;
}

function drawFilters() {
  const search = el("input", {
    type: "search",
    id: "search",
    placeholder: "4,000, Kursk, police …",
    autocomplete: "off",
    spellcheck: "false",
  });
  search.addEventListener("input", () => change({ search: search.value }));
  const selects = Object.entries(FILTERS).map(([name, { label, of, said }]) => {
    const select = el("select", {
      id: `filter-${name}`,
      on: { change: () => change({ filters: { ...table.filters, [name]: select.value } }) },
    });
    const values = d3
      .rollups(figures, (group) => group.length, of)
      .sort((a, b) => d3.descending(a[1], b[1]) || d3.ascending(a[0], b[0]));
    const choices = values
      .slice(0, MOST_CHOICES)
      .map(([value, claims]) => [value ?? NONE, `${said(value)} (${count(claims)})`]);
    choose(select, [["", "any"], ...choices]);
    return el("label", {}, label, select);
  });
  const check = (name, text) =>
    el(
      "label",
      { class: "check" },
      el("input", {
        type: "checkbox",
        id: `only-${name}`,
        on: { change: (event) => change({ [name]: event.target.checked }) },
      }),
      text,
    );
  const filters = byId("filters");
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.append(
    el("label", { class: "wide" }, "Search", search),
    ...selects,
    check("disputed", "disputed only"),
    check("sure", "50% sure or more"),
    orderSelect(),
    button("Clear", () => showInTable({}), { class: "quiet", id: "clear" }),
  );
}

/** Return the choice of an order, for windows too narrow for the head of the table. */
function orderSelect() {
  const select = el("select", { id: "order", on: { change: () => sortBy(COLUMNS[select.value]) } });
  choose(select, [["", "newest first"], ...COLUMNS.map(({ head }, index) => [index, head.toLowerCase()])]);
  return el("label", { class: "narrow-only" }, "Order", select);
}

function change(what) {
  Object.assign(table, what, { page: 0 });
  update();
}

/** Show the claims that one filter lets through, and go there. */
function showInTable({ disputed = false, search = "", ...filters }) {
  Object.assign(table, { search, filters, disputed, sure: false, page: 0 });
  byId("search").value = search;
  byId("only-disputed").checked = disputed;
  byId("only-sure").checked = false;
  for (const name of Object.keys(FILTERS)) chooseValue(byId(`filter-${name}`), filters[name] ?? "", FILTERS[name].said);
  update();
  byId("table-title").focus({ preventScroll: true });
  byId("table").scrollIntoView({ block: "start" });
}

/** Choose a value of a list, also one that it has not yet: rare, or not among the newest. */
function chooseValue(select, value, said) {
  select.value = value;
  if (select.value === value) return;
  select.append(el("option", { value }, `${said(value)} (0)`));
  select.value = value;
}

/** Return the claims that search and filters let through. */
function wanted({ search, filters, disputed, sure }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const set = Object.entries(filters).filter(([, value]) => value !== "");
  return figures.filter(
    (figure) =>
      (!disputed || figure.disputed) &&
      (!sure || figure.confidence >= 0.5) &&
      set.every(([name, value]) => (FILTERS[name].of(figure) ?? NONE) === value) &&
      words.every((word) => haystack(figure).includes(word)),
  );
}
