// The queue by keyboard: j and k go down and up, o opens, x chooses; and one box for all.
// Single keys work only while the focus is in the table (WCAG 2.1.4): elsewhere they may belong to
// a screen reader or to speech input.
const table = document.querySelector("table[data-queue]");
const rows = table ? [...table.querySelectorAll("tbody tr")] : [];
const boxes = table ? [...table.querySelectorAll('input[name="reference"]')] : [];
const head = table?.querySelector("[data-all]");

if (head && boxes.length > 0) {
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", head.dataset.all);
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  head.append(all);
}

function goTo(index) {
  rows[Math.max(0, Math.min(rows.length - 1, index))]?.querySelector("a")?.focus();
}

table?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const current = rows.indexOf(event.target.closest("tr"));
  if (event.key === "j") goTo(current + 1);
  else if (event.key === "k") goTo(current - 1);
  else if (event.key === "o") rows[current]?.querySelector("a")?.click();
  else if (event.key === "x") rows[current]?.querySelector('input[name="reference"]')?.click();
});
