// Draw a signature: strokes of points on a sheet of 1000 by 400, as the server keeps them.
const WIDTH = 1000;
const HEIGHT = 400;
const MAX_STROKES = 200;
const MAX_POINTS = 5000;
const LEAST_STEP = 4;

function pathOf(stroke) {
  const points = stroke.map(([x, y]) => `L${x} ${y}`).join("");
  return `M${stroke[0][0]} ${stroke[0][1]}${points}`;
}

function kept(input) {
  try {
    const strokes = JSON.parse(input.value || "[]");
    const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isInteger);
    return Array.isArray(strokes) && strokes.every((stroke) => stroke.length > 0 && stroke.every(isPoint)) ? strokes : [];
  } catch {
    return [];
  }
}

for (const part of document.querySelectorAll("[data-signature]")) {
  const input = part.querySelector("input");
  const sheet = part.querySelector("svg");
  let strokes = kept(input);
  let drawing = false;
  part.hidden = false;

  function show() {
    sheet.replaceChildren(
      ...strokes.map((stroke) => {
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("d", pathOf(stroke));
        return path;
      }),
    );
  }

  function keep() {
    input.value = strokes.length > 0 ? JSON.stringify(strokes) : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function pointOf(event) {
    const box = sheet.getBoundingClientRect();
    const along = (value, size, edge) => Math.max(0, Math.min(edge, Math.round((value / size) * edge)));
    return [along(event.clientX - box.left, box.width, WIDTH), along(event.clientY - box.top, box.height, HEIGHT)];
  }

  function isFull() {
    return strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= MAX_POINTS;
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || strokes.length >= MAX_STROKES || isFull()) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    drawing = true;
    strokes.push([pointOf(event)]);
    show();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!drawing || isFull()) return;
    const stroke = strokes.at(-1);
    const [x, y] = pointOf(event);
    const [lastX, lastY] = stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < LEAST_STEP) return;
    stroke.push([x, y]);
    sheet.lastElementChild.setAttribute("d", pathOf(stroke));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, () => {
      if (drawing) keep();
      drawing = false;
    });
  }
  part.querySelector("button").addEventListener("click", () => {
    strokes = [];
    show();
    keep();
  });
  show();
}
