// Makes the builder nicer; every step works without it.
// On the outline: parts are dragged, or moved with Alt and an arrow key, and what happened is said.
// On the page of a part: the preview follows what is typed.
const announcer = document.querySelector("[data-announcer]");

function say(words, values = {}) {
  if (announcer) announcer.textContent = words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Does what a button of the outline does, without leaving the page.
async function change(values, path) {
  const form = outline();
  const sent = new FormData(form);
  for (const [name, value] of Object.entries(values)) sent.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("form[data-outline]");
  if (!answer.ok || !fresh) {
    window.location.reload();
    return;
  }
  document.querySelector("[data-form]").replaceWith(page.querySelector("[data-form]"));
  prepare(outline());
  const part = document.querySelector(`[data-part="${CSS.escape(path)}"]`);
  part?.querySelector("a")?.focus();
}

function lists(form) {
  return [...form.querySelectorAll("[data-parts]")];
}

function place(part) {
  const beside = [...part.parentElement.children].filter((one) => one.matches("[data-part]"));
  return { number: beside.indexOf(part) + 1, of: beside.length };
}

function prepare(form) {
  const handle = form.dataset.handle;
  for (const part of form.querySelectorAll("[data-parts] > [data-part]")) {
    const grip = document.createElement("span");
    grip.className = "part__handle";
    grip.textContent = "⠿";
    grip.title = handle;
    grip.setAttribute("aria-hidden", "true");
    grip.draggable = true;
    part.querySelector(".part__line").prepend(grip);
    grip.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", part.dataset.part);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setDragImage(part, 0, 0);
      part.classList.add("part--dragged");
    });
    grip.addEventListener("dragend", () => part.classList.remove("part--dragged"));
  }
  for (const list of lists(form)) {
    list.addEventListener("dragover", (event) => {
      event.preventDefault();
      event.stopPropagation();
      mark(form, target(list, event));
    });
    list.addEventListener("dragleave", () => mark(form, null));
    list.addEventListener("drop", (event) => drop(form, list, event));
  }
  form.addEventListener("keydown", moveByKey);
}

// The part of a list before which something would be dropped; none at its end.
function target(list, event) {
  const parts = [...list.children].filter((one) => one.matches("[data-part]"));
  return parts.find((one) => {
    const box = one.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
}

function mark(form, part) {
  for (const one of form.querySelectorAll(".part--target")) one.classList.remove("part--target");
  part?.classList.add("part--target");
}

function drop(form, list, event) {
  event.preventDefault();
  event.stopPropagation();
  mark(form, null);
  const path = event.dataTransfer.getData("text/plain");
  const before = target(list, event);
  const others = [...list.children].filter(
    (one) => one.matches("[data-part]") && one.dataset.part !== path,
  );
  if (!path || before?.dataset.part === path) return;
  const at = before ? others.indexOf(before) : others.length;
  const into = list.dataset.parts;
  const moved = [into, path.split("/").pop()].join("/");
  change({ do: `move ${path}`, into, at: String(at) }, moved).then(() => tell(moved));
}

function moveByKey(event) {
  const act = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const part = event.target.closest("[data-part]");
  if (!event.altKey || !act || !part) return;
  event.preventDefault();
  const { number, of } = place(part);
  if (number === (act === "up" ? 1 : of)) {
    say(outline().dataset.atEnd);
    return;
  }
  change({ do: `${act} ${part.dataset.part}` }, part.dataset.part).then(() => tell(part.dataset.part));
}

function outline() {
  return document.querySelector("form[data-outline]");
}

function tell(path) {
  const part = document.querySelector(`[data-part="${CSS.escape(path)}"]`);
  if (!part) return;
  const title = part.querySelector("a").textContent;
  say(outline().dataset.moved, { title, ...place(part) });
}

if (outline()) prepare(outline());

const preview = document.querySelector("button[data-preview]");
let waiting = 0;
preview?.form.addEventListener("input", () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => preview.form.requestSubmit(preview), 600);
});

for (const select of document.querySelectorAll("select[data-at-once]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
