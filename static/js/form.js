// Makes a page of questions nicer; without it every question stands there and the server decides.
import { goThrough } from "./answers.js";

const form = document.querySelector("form[data-answers]");

const known = JSON.parse(form?.dataset.known ?? "{}");
const facts = JSON.parse(form?.dataset.facts ?? "{}");

function say(found) {
  const language = document.documentElement.lang;
  if (typeof found === "number") return new Intl.NumberFormat(language).format(found);
  if (typeof found === "string" && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(found)) {
    const day = new Date(`${found}T00:00:00Z`);
    return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(day);
  }
  return typeof found === "string" ? found : "";
}

const page = {
  asked(part, asked) {
    part.hidden = !asked;
    if (part instanceof HTMLOptionElement) part.disabled = !asked || part.dataset.full !== undefined;
  },
  needed(part, needed) {
    for (const words of part.querySelectorAll("[data-optional]")) words.hidden = needed;
  },
  workedOut(part, found) {
    const output = part.querySelector("output");
    if (output) output.value = say(found);
  },
};

function showWhatIsAsked() {
  goThrough(form, form, "", known, facts, page);
}

if (form) {
  for (const words of form.querySelectorAll("[data-without-script]")) words.hidden = true;
  showWhatIsAsked();
  let changed = false;
  form.addEventListener("input", () => {
    changed = true;
    showWhatIsAsked();
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  // Leaving the page, or locking the phone, keeps what was typed.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !changed) return;
    const answers = new FormData(form);
    for (const [name, value] of [...answers.entries()]) if (typeof value !== "string") answers.delete(name);
    answers.set("go", "draft");
    if (navigator.sendBeacon(form.action, answers)) changed = false;
  });
}
