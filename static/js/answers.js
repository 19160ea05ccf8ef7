// What was typed into a page of questions, as the values that rules look at; what cannot stand is null.
import { holds, value } from "./rules.js";

// White space as the server knows it, which is not what \s and trim() take for it.
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const BETWEEN = new RegExp(SPACE);

const strip = (text) => text.replace(AROUND, "");
const tidy = (text) => text.normalize("NFC").split(BETWEEN).filter(Boolean).join(" ");
// Full-width digits, as a Chinese keyboard gives them.
const plainDigits = (text) => text.replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

function typedIn(part, name) {
  const inputs = [...part.querySelectorAll("input, select, textarea")].filter((input) => input.name === name);
  const counts = inputs.filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked);
  return counts.map((input) => strip(input.value)).filter(Boolean);
}

const one = (part, name) => typedIn(part, name)[0] ?? null;

function number(text) {
  const plain = text?.replace("\u2212", "-").replace(",", ".");
  return plain && plain.length <= 16 && /^[+-]?[0-9]+(\.[0-9]+)?$/.test(plain) ? Number(plain) : null;
}

function day(part, name) {
  const typed = ["year", "month", "day"].map((key) => plainDigits(one(part, `${name}${key}`) ?? ""));
  if (!typed.every((text) => /^[0-9]{1,4}$/.test(text))) return null;
  const [year, month, dayOfMonth] = typed.map((text) => String(Number(text)).padStart(2, "0"));
  if (Number(year) < 1900 || Number(year) > 2199) return null;
  const iso = `${year}-${month}-${dayOfMonth}`;
  return value({ days: [iso, iso] }, {}, {}) === 0 ? iso : null;
}

const CLOCK = /^([0-9]{1,2}?) ?(?:[:.∶h点时時]|uhr|(?=[0-9]{2}$)) ?([0-9]{2})? ?(?:uhr|分)?$/;

function time(text) {
  const found = CLOCK.exec(tidy((text ?? "").normalize("NFKC").toLowerCase()));
  const [, hour, minute = "00"] = found ?? [];
  const possible = found && Number(hour) < 24 && Number(minute) < 60;
  return possible ? `${hour.padStart(2, "0")}:${minute}` : null;
}

function ranking(part, name) {
  const ranked = [...part.querySelectorAll("select")].filter((input) => input.value);
  ranked.sort((left, right) => Number(left.value) - Number(right.value));
  if (!ranked.every((input, index) => Number(input.value) === index + 1)) return null;
  const keys = ranked.map((input) => input.name.slice(name.length + 1));
  return keys.length ? keys : null;
}

const many = (part, name) => (typedIn(part, name).length ? typedIn(part, name) : null);
const READERS = {
  long_text: (part, name) => one(part, name)?.normalize("NFC") ?? null,
  number: (part, name) => number(one(part, name)),
  rating: (part, name) => number(one(part, name)),
  yes_no: (part, name) => ({ yes: true, no: false })[one(part, name)] ?? null,
  declaration: (part, name) => (one(part, name) === "yes" ? true : null),
  choices: many,
  dates: many,
  date: (part, name) => day(part, `${name}-`),
  time: (part, name) => time(one(part, name)),
  ranking,
};

// Answers of several inputs: rules ask only whether there is one.
function anyPart(part) {
  const inputs = [...part.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const found = inputs.filter((input) => (["radio", "checkbox"].includes(input.type) ? input.checked : strip(input.value)));
  return found.length ? Object.fromEntries(found.map((input) => [input.name, input.value])) : null;
}

function valueOf(part, name) {
  const reader = READERS[part.dataset.type];
  if (reader) return reader(part, name);
  const inputs = [...part.querySelectorAll("input, select, textarea")];
  return inputs.some((input) => input.name !== name) ? anyPart(part) : tidy(one(part, name) ?? "") || null;
}

const json = (text) => JSON.parse(text ?? "null");

/** Goes through the questions in their order: shows, hides and works out; gives the answers. */
export function goThrough(form, root, scope, known, facts, on) {
  const answers = {};
  for (const part of root.querySelectorAll(`[data-scope="${CSS.escape(scope)}"]`)) {
    const given = { ...known, ...answers };
    const asked = holds(json(part.dataset.when), given, facts);
    if (part.dataset.when) on.asked(part, asked);
    if (!asked || !part.dataset.key) continue;
    if (part.dataset.needed) on.needed(part, holds(json(part.dataset.needed), given, facts));
    const found = read(form, part, scope, given, facts, on);
    if (found !== null) answers[part.dataset.key] = found;
  }
  return answers;
}

function read(form, part, scope, given, facts, on) {
  const formula = part.dataset.formula ?? part.querySelector("[data-formula]")?.dataset.formula;
  if (formula) {
    const found = value(json(formula), given, facts);
    on.workedOut(part, found);
    return found;
  }
  const name = scope + part.dataset.key;
  if (part.dataset.type !== "group") return valueOf(part, name);
  const own = [...part.querySelectorAll("[data-item]")].filter((item) => item.dataset.item.startsWith(`${name}-`));
  const items = own.filter((item) => /^[0-9]+-$/.test(item.dataset.item.slice(name.length + 1)));
  const found = items.map((item) => goThrough(form, item, item.dataset.item, given, facts, on));
  const filled = items.map((item) => anyPart(item) !== null);
  const kept = found.filter((_, index) => filled[index]);
  return kept.length ? kept : null;
}
