// Building the page: text only ever becomes text, and only http and https become links.

/** Return an element; attributes that are null are left out, `on` holds listeners, children are nodes or text. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (key === "text") element.textContent = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Return an element of a drawing. */
function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const byId = (id) => document.getElementById(id);

function fill(id, ...children) {
  byId(id).replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/** Return a link to the web, or mere text where the address is none that a reader should follow. */
function webLink(address, text) {
  const parsed = address && URL.canParse(address) ? new URL(address) : null;
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) return el("span", { text });
  return el("a", { href: parsed.href, rel: "noopener noreferrer", target: "_blank", text });
}

function button(text, pressed, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click: pressed } }, text);
}

/** Fill a list of choices; `choices` are pairs of value and text. */
function choose(select, choices, chosen) {
  select.replaceChildren(...choices.map(([value, text]) => el("option", { value, selected: value === chosen, text })));
}

/** Return a plain table, for those to whom a chart says nothing. */
function plainTable(headings, rows) {
  const cell = (value, index) => el(index ? "td" : "th", { scope: index ? null : "row" }, String(value ?? "–"));
  return el(
    "table",
    { class: "plain" },
    el("thead", {}, el("tr", {}, ...headings.map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell)))),
  );
}

/** Fill the table under a chart when it is opened, and not before. */
function tableOnDemand(id, headings, rows) {
  const details = byId(id);
  const draw = () => {
    details.querySelector("table")?.remove();
    if (details.open) details.append(plainTable(headings, rows()));
  };
  details.ontoggle = draw;
  draw();
}
