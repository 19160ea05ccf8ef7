// Conditions and formulas of a form in the browser: the twin of registration/forms/rules.
// `answers` maps the key of a question to its value; `facts` are {today, starts, ends, by}.

const EXACT = 2 ** 53;
const DECIMALS = 6;
const isNumber = (value) => typeof value === "number";
const isSingle = (value) => ["string", "number", "boolean"].includes(typeof value);
const own = (mapping, key) => (mapping && Object.hasOwn(mapping, key) ? mapping[key] : null) ?? null;

const tidy = (number) => (Number.isFinite(number) ? number + 0 : null);

function rounded(number, digits) {
  const factor = 10 ** digits;
  const raised = number * factor;
  return Number.isFinite(raised) ? tidy(Math.floor(raised + 0.5) / factor) : null;
}

const same = (one, other) => isSingle(one) && typeof one === typeof other && one === other;

function order(one, other) {
  const ordered = (value) => typeof value === "string" && /^[0-9:-]+$/.test(value);
  if ((isNumber(one) && isNumber(other)) || (ordered(one) && ordered(other))) return (one > other) - (one < other);
  return null;
}

export function isFilled(value) {
  if (value === null || value === "") return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

const countOf = (value) =>
  value !== null && typeof value === "object" ? Object.keys(value).length : Number(isFilled(value));

function asText(value) {
  if (!isNumber(value)) return typeof value === "string" ? value : "";
  const plain = Math.abs(value) < EXACT ? rounded(value, DECIMALS) : null;
  return plain === null ? "" : plain.toFixed(DECIMALS).replace(/\.?0+$/, "");
}

function dayOf(value) {
  const found = typeof value === "string" ? /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(value) : null;
  if (!found || found[1] === "0000") return null;
  const day = utc(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return day.toISOString().slice(0, 10) === value ? day : null;
}

function utc(year, month, day) {
  const made = new Date(0);
  made.setUTCFullYear(year, month, day);
  return made;
}

function moved(day, months, days) {
  const count = day.getUTCFullYear() * 12 + day.getUTCMonth() + months;
  const year = Math.floor(count / 12);
  const month = count - year * 12;
  const last = utc(year, month + 1, 0).getUTCDate();
  if (year < 1 || year > 9999) return null;
  const later = utc(year, month, Math.min(day.getUTCDate(), last) + days);
  const inRange = later.getUTCFullYear() >= 1 && later.getUTCFullYear() <= 9999;
  return inRange ? later.toISOString().slice(0, 10) : null;
}

function yearsBetween(born, day) {
  if (born > day) return null;
  const yearly = (one) => one.getUTCMonth() * 100 + one.getUTCDate();
  return day.getUTCFullYear() - born.getUTCFullYear() - Number(yearly(day) < yearly(born));
}

const total = (numbers) => tidy(numbers.filter(isNumber).reduce((sum, number) => sum + number, 0));

function ofNumbers(parts, work) {
  return parts.every(isNumber) ? tidy(work(parts)) : null;
}

const FORMULAS = {
  total: (raw, answers) => {
    const items = own(answers, raw.total);
    return total(Array.isArray(items) ? items.map((item) => own(item, raw.of)) : []);
  },
  day: (raw, answers, facts) => {
    const day = dayOf(own(facts, raw.day));
    return day && moved(day, raw.plus_months ?? 0, raw.plus_days ?? 0);
  },
  sum: (raw, answers, facts) => total(all(raw.sum, answers, facts)),
  product: (raw, answers, facts) =>
    ofNumbers(all(raw.product, answers, facts), (parts) => parts.reduce((product, part) => product * part, 1)),
  difference: (raw, answers, facts) => ofNumbers(all(raw.difference, answers, facts), ([one, two]) => one - two),
  quotient: (raw, answers, facts) =>
    ofNumbers(all(raw.quotient, answers, facts), ([one, two]) => (two ? one / two : NaN)),
  round: (raw, answers, facts) => {
    const number = value(raw.round, answers, facts);
    return isNumber(number) ? rounded(number, Math.abs(raw.digits ?? 0)) : null;
  },
  count: (raw, answers) => countOf(own(answers, raw.count)),
  age: (raw, answers, facts) => {
    const born = dayOf(own(answers, raw.age));
    const day = dayOf(own(facts, raw.on ?? "starts"));
    return born && day ? yearsBetween(born, day) : null;
  },
  days: (raw, answers, facts) => {
    const [first, last] = all(raw.days, answers, facts).map(dayOf);
    return first && last ? Math.round((last - first) / 86400000) : null;
  },
  join: (raw, answers, facts) => {
    const texts = all(raw.join, answers, facts).map(asText);
    return texts.filter((text) => text).join(raw.with ?? " ") || null;
  },
  if: (raw, answers, facts) => value(holds(raw.if, answers, facts) ? raw.then : raw.else ?? null, answers, facts),
  first: (raw, answers, facts) => all(raw.first, answers, facts).find(isFilled) ?? null,
  field: (raw, answers) => own(answers, raw.field),
};

const all = (parts, answers, facts) => parts.map((part) => value(part, answers, facts));

/** What a formula comes to; null where something is missing for it. */
export function value(raw, answers, facts) {
  if (raw === null || isSingle(raw)) return raw;
  const name = Object.keys(FORMULAS).find((key) => Object.hasOwn(raw, key));
  return FORMULAS[name](raw, answers, facts);
}

const COMPARED = {
  at_least: (found) => found >= 0,
  at_most: (found) => found <= 0,
  more_than: (found) => found > 0,
  less_than: (found) => found < 0,
};

function compares(raw, answers, facts) {
  const subject = value(raw, answers, facts);
  const other = (operator) => value(raw[operator], answers, facts);
  if (Object.hasOwn(raw, "is")) return same(subject, other("is"));
  if (Object.hasOwn(raw, "is_not")) return isFilled(subject) && !same(subject, other("is_not"));
  if (Object.hasOwn(raw, "one_of")) return raw.one_of.some((one) => same(subject, one));
  if (Object.hasOwn(raw, "filled")) return isFilled(subject) === raw.filled;
  if (Object.hasOwn(raw, "includes")) {
    const wanted = other("includes");
    return Array.isArray(subject) && subject.some((one) => same(one, wanted));
  }
  const operator = Object.keys(COMPARED).find((key) => Object.hasOwn(raw, key));
  const found = order(subject, other(operator));
  return found !== null && COMPARED[operator](found);
}

/** Whether a condition is true of the answers; no condition always is. */
export function holds(raw, answers, facts) {
  if (!raw) return true;
  if (raw.all) return raw.all.every((part) => holds(part, answers, facts));
  if (raw.any) return raw.any.some((part) => holds(part, answers, facts));
  if (raw.not) return !holds(raw.not, answers, facts);
  if (raw.by) return facts.by === raw.by;
  return compares(raw, answers, facts);
}
