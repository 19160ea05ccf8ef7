// Orders things with buttons, too; without it each has only a list with its rank.
for (const ranking of document.querySelectorAll("[data-ranking]")) {
  const choices = [...ranking.children];
  const status = ranking.parentElement.querySelector("[data-ranking-status]");
  const select = (choice) => choice.querySelector("select");
  const most = select(choices[0]).options.length - 1;
  const ranked = () => choices.filter((one) => select(one).value).sort((a, b) => select(a).value - select(b).value);

  function show(order) {
    const focused = document.activeElement;
    ranking.append(...order, ...choices.filter((one) => !order.includes(one)));
    focused.focus();
  }

  // Every rank is given once and without a gap, whatever is put where.
  function put(choice, place) {
    const order = ranked().filter((one) => one !== choice);
    if (place >= 0) order.splice(place, 0, choice);
    order.splice(most);
    for (const one of choices) select(one).value = order.includes(one) ? order.indexOf(one) + 1 : "";
    show(order);
    status.textContent = choice.dataset.moved.replace("#", select(choice).value || "–");
    ranking.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function move(choice, by) {
    const order = ranked();
    const at = order.indexOf(choice);
    if (at >= 0) put(choice, Math.max(0, at + by));
    else if (by < 0) put(choice, Math.min(order.length, most - 1));
  }

  for (const choice of choices) {
    select(choice).addEventListener("change", () => put(choice, select(choice).value - 1));
    for (const button of choice.querySelectorAll("button")) {
      button.hidden = false;
      button.addEventListener("click", () => move(choice, Number(button.dataset.move)));
    }
  }
  show(ranked());
}
