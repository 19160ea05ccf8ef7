// Shows the parts of an address as the chosen country writes them; without it all stand there.
for (const address of document.querySelectorAll("[data-address]")) {
  const orders = Object.entries(JSON.parse(address.dataset.address));
  const country = address.querySelector("select");
  const parts = [...address.querySelectorAll("[data-part]")].filter((part) => !part.contains(country));

  const arrange = () => {
    const found = orders.find(([, codes]) => codes.split(" ").includes(country.value));
    const order = found ? found[0].split(" ") : parts.map((part) => part.dataset.part);
    const isUsed = (part) => order.includes(part.dataset.part);
    const inOrder = parts.filter(isUsed).sort((a, b) => order.indexOf(a.dataset.part) - order.indexOf(b.dataset.part));
    const unused = parts.filter((part) => !isUsed(part));
    address.append(...inOrder, ...unused);
    // What was typed is never hidden, since it would be sent unseen.
    for (const part of parts) part.hidden = !isUsed(part) && part.querySelector("input").value === "";
  };

  country.addEventListener("change", arrange);
  arrange();
}
