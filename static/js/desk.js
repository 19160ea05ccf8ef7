// The queue by keyboard: j and k go down and up, o opens, x chooses; and one box for all.
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

let current = -1;

function goTo(index) {
  current = Math.max(0, Math.min(rows.length - 1, index));
  rows[current]?.querySelector("a")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "j") goTo(current + 1);
  else if (event.key === "k") goTo(current - 1);
  else if (event.key === "o") rows[current]?.querySelector("a")?.click();
  else if (event.key === "x" && boxes[current]) boxes[current].checked = !boxes[current].checked;
});
