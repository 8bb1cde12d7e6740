// How values, days and codes are written.

const SIGNS = { about: "≈ ", at_least: "≥ ", more_than: "> ", at_most: "≤ ", less_than: "< " };
const BOUND_WORDS = {
  exact: "as stated",
  about: "about",
  at_least: "at least",
  more_than: "more than",
  at_most: "at most",
  less_than: "less than",
  range: "a range",
  vague: "vague words",
};
const STANCE_WORDS = {
  deny: "denies",
  dispute: "disputes",
  correct: "corrects",
  confirm: "confirms",
  unverified: "could not verify",
};
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 4 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

const count = (number) => whole.format(number);
const percent = (part) => (part > 0 && part < 0.005 ? "<1%" : `${Math.round(100 * part)}%`);
const share = (part, all) => (all ? percent(part / all) : "–");
const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** Return a code in words: "aid_workers" → "aid workers". */
const spaced = (code) => (code ?? "").replaceAll("_", " ");

/** Return a number, long ones in millions and so on. */
function number(value) {
  if (value === null || value === undefined) return "–";
  return Math.abs(value) >= 1e6
    ? short
        .format(value)
        .replace("K", " thousand")
        .replace("M", " million")
        .replace("B", " billion")
        .replace("T", " trillion")
    : exact.format(value);
}

const COUNTABLE =
  /^\w*(metre|gram|tonne|litre|year|month|week|day|hour|minute|second|mile|watt|joule|acre|hectare|degree|pound|ounce|gallon|barrel|knot|yard|ton|point)\b/;

/** Return a value with its unit, in the plural where it has one. */
function withUnit(text, unit, value) {
  if (!unit) return text;
  if (unit === "%") return `${text}%`;
  return `${text} ${
    value === 1
      ? unit
      : unit
          .replace(COUNTABLE, "$&s")
          .replace(/^foot\b/, "feet")
          .replace(/^inch\b/, "inches")
  }`;
}

/** Return what a figure says, with its bound: "≥ 20", "30–40", "24–99". */
function claimed(figure) {
  if (figure.value === null && figure.value_low === null && figure.value_high === null) return figure.number_text;
  const { value, value_low: low, value_high: high } = figure;
  const sign = { up: "+", down: "−" }[figure.change] ?? "";
  const between = ["range", "vague"].includes(figure.bound) && low !== null && high !== null && low !== high;
  const text = between
    ? `${sign}${number(low)}–${number(high)}`
    : `${SIGNS[figure.bound] ?? ""}${sign}${number(value ?? low ?? high)}`;
  return withUnit(text, figure.unit, value);
}

/** Return a number with what it counts, as the article has it. */
const phrase = (figure) => [figure.number_text, figure.counted].filter(Boolean).join(" ");

function country(code) {
  if (!code) return "no country";
  try {
    return regions.of(code) ?? code;
  } catch {
    return code; // no code of a region
  }
}

function language(code) {
  try {
    return code ? languages.of(code) : "not known";
  } catch {
    return code;
  }
}

const MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

/** Return a day or a part of one as people write it: "2025-02-19" → "19 Feb 2025". */
function day(text) {
  const [year, month, date] = (text ?? "").slice(0, 10).split("-");
  if (!year) return "no date";
  return [date && Number(date), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}

/** Return the days of an article or stretch of time, as exactly as they are known. */
const published = (article) => {
  const length = { year: 4, month: 7 }[article.published_precision] ?? 10;
  return day((article.published_date ?? article.published_at)?.slice(0, length));
};

/** Return a time from a first to a last day: "2024", "Aug 2024", "3 Feb 2025", "18–20 Nov 2019", "… – 3 Feb 2025". */
function days(from, to) {
  if (!from && !to) return "";
  if (from === to) return day(from);
  if (from && to && from.slice(0, 4) === to.slice(0, 4)) {
    if (from.endsWith("-01-01") && to.endsWith("-12-31")) return from.slice(0, 4);
    const after = new Date(Date.parse(to) + 86_400_000).toISOString();
    if (from.slice(0, 7) !== to.slice(0, 7)) return `${day(from).slice(0, -5)} – ${day(to)}`;
    return from.endsWith("-01") && after.slice(8, 10) === "01"
      ? day(from.slice(0, 7))
      : `${Number(from.slice(8))}–${day(to)}`;
  }
  return `${from ? day(from) : "…"} – ${to ? day(to) : "…"}`;
}
