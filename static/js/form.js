// Makes a page of questions nicer; without it every question stands there and the server decides.
const form = document.querySelector("form[data-answers]");

function answersOf(name) {
  const found = new FormData(form).getAll(name).filter((value) => typeof value === "string" && value.trim() !== "");
  return found.map((value) => value.trim());
}

// A yes-or-no question answers "yes" or "no" where the condition says true or false.
const asTyped = (value) => (value === true ? "yes" : value === false ? "no" : String(value));

function isFilled(name) {
  if (answersOf(name).length > 0) return true;
  return [...new FormData(form).entries()].some(
    ([key, value]) => key.startsWith(`${name}-`) && typeof value === "string" && value.trim() !== "",
  );
}

function holds(condition, scope) {
  if (condition.all) return condition.all.every((part) => holds(part, scope));
  if (condition.any) return condition.any.some((part) => holds(part, scope));
  if (condition.not) return !holds(condition.not, scope);
  const name = scope + condition.field;
  if (!form.elements.namedItem(name) && !form.querySelector(`[name^="${name}-"]`)) return true; // asked elsewhere
  const answers = answersOf(name);
  if ("is" in condition) return answers[0] === asTyped(condition.is);
  if ("is_not" in condition) return answers.length > 0 && answers[0] !== asTyped(condition.is_not);
  // Of things put in an order, each has an input of its own with its rank.
  if ("includes" in condition) return answers.includes(condition.includes) || isFilled(`${name}-${condition.includes}`);
  return isFilled(name) === condition.filled;
}

function showWhatIsAsked() {
  for (const part of form.querySelectorAll("[data-when]")) {
    part.hidden = !holds(JSON.parse(part.dataset.when), part.dataset.scope);
  }
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
