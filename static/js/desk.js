// The queue by keyboard, and ticks that are kept from page to page; without it each page has its own.
const table = document.querySelector("table[data-queue]");
const rows = table ? [...table.querySelectorAll("tbody tr")] : [];
const boxes = table ? [...table.querySelectorAll('input[name="reference"]')] : [];
const form = table?.closest("form");

// Single keys can be switched off (WCAG 2.1.4): they may belong to a screen reader or speech input.
const SWITCH = "desk-keys";
const dialog = document.querySelector("[data-keys]");
const opener = document.querySelector("[data-keys-open]");
const switched = dialog?.querySelector("[data-keys-on]");

function remembered(storage, key, otherwise) {
  try {
    return storage.getItem(key) ?? otherwise;
  } catch {
    return otherwise; // a browser that keeps nothing
  }
}

function remember(storage, key, value) {
  try {
    storage.setItem(key, value);
  } catch {
    // then it holds for this page alone
  }
}

if (dialog) {
  opener.hidden = false;
  switched.checked = remembered(localStorage, SWITCH, "on") === "on";
  opener.addEventListener("click", () => dialog.showModal());
  switched.addEventListener("change", () => remember(localStorage, SWITCH, switched.checked ? "on" : "off"));
}

let current = -1;

function goTo(index) {
  current = Math.max(0, Math.min(rows.length - 1, index));
  rows[current]?.querySelector("a")?.focus();
}

const ACTS = {
  j: () => goTo(current + 1),
  k: () => goTo(current - 1),
  o: () => rows[current]?.querySelector("a")?.click(),
  x: () => rows[current]?.querySelector('input[name="reference"]')?.click(),
  d: () => document.getElementById("act")?.focus(),
  "/": () => document.getElementById("text")?.focus(),
  "?": () => dialog?.showModal(),
};

for (const [index, row] of rows.entries()) row.addEventListener("focusin", () => (current = index));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(ACTS, event.key)) return;
  if (event.target.closest('input:not([type="checkbox"]), textarea, select, dialog')) return;
  if (switched && !switched.checked) return;
  event.preventDefault();
  ACTS[event.key]();
});

// What is ticked, on this page and on others of the same filters.
const status = document.querySelector("[data-chosen]");

if (form && status && boxes.length > 0) {
  const place = `chosen ${form.dataset.filters}`;
  const here = new Set(boxes.map((box) => box.value));
  const chosen = new Set(JSON.parse(remembered(sessionStorage, place, "[]")));
  const clear = status.querySelector("button");
  const head = table.querySelector("[data-all]");
  const all = document.createElement("input");

  function show() {
    for (const box of boxes) box.checked = chosen.has(box.value);
    all.checked = boxes.every((box) => box.checked);
    const others = [...chosen].filter((one) => !here.has(one)).length;
    status.firstElementChild.textContent = status.dataset.chosen
      .replace("{all}", chosen.size)
      .replace("{others}", others);
    status.hidden = chosen.size === 0;
    remember(sessionStorage, place, JSON.stringify([...chosen]));
  }

  function tick(ticked, wanted) {
    for (const box of ticked) wanted ? chosen.add(box.value) : chosen.delete(box.value);
    show();
  }

  all.type = "checkbox";
  all.setAttribute("aria-label", head.dataset.all);
  all.addEventListener("change", () => tick(boxes, all.checked));
  head.append(all);
  for (const box of boxes) box.addEventListener("change", () => tick([box], box.checked));
  clear.addEventListener("click", () => {
    chosen.clear();
    show();
  });
  form.addEventListener("submit", () => {
    for (const old of form.querySelectorAll("[data-carried]")) old.remove();
    for (const one of chosen) {
      if (here.has(one)) continue;
      const carried = document.createElement("input");
      Object.assign(carried, { type: "hidden", name: "reference", value: one });
      carried.dataset.carried = "";
      form.append(carried);
    }
    remember(sessionStorage, place, "[]"); // what is decided is not chosen any more
  });
  for (const box of boxes) if (box.checked) chosen.add(box.value);
  show();
}
