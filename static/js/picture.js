// Choose which part of a picture is kept. The sliders are what is sent, in thousandths: width and x
// of the picture's width, y of its height. Without this module the server keeps the middle.
const LEAST = 0.1; // of the widest crop
const EDGE = 360;

for (const part of document.querySelectorAll("[data-picture]")) {
  const chooser = document.getElementById(part.dataset.picture);
  const canvas = part.querySelector("canvas");
  const slider = (name) => part.querySelector(`[name="${part.dataset.picture}-${name}"]`);
  const [width, x, y] = [slider("width"), slider("x"), slider("y")];
  const [wide, high] = part.dataset.ratio.split(":").map(Number);
  const ratio = wide / high;
  let picture = null;
  let from = null;

  const heightOf = () => (Number(width.value) * picture.width) / ratio / picture.height;

  function show() {
    x.max = Math.floor(1000 - Number(width.value));
    y.max = Math.max(0, Math.floor(1000 - heightOf()));
    canvas
      .getContext("2d")
      .drawImage(
        picture,
        (Number(x.value) / 1000) * picture.width,
        (Number(y.value) / 1000) * picture.height,
        (Number(width.value) / 1000) * picture.width,
        (heightOf() / 1000) * picture.height,
        0,
        0,
        canvas.width,
        canvas.height,
      );
  }

  function begin() {
    const widest = Math.min(1000, Math.floor((1000 * picture.height * ratio) / picture.width));
    width.min = Math.ceil(widest * LEAST);
    width.max = widest;
    width.value = widest;
    x.max = 1000 - widest;
    y.max = Math.max(0, Math.floor(1000 - heightOf()));
    x.value = Math.round(x.max / 2);
    y.value = Math.round(y.max / 2);
    canvas.width = ratio < 1 ? Math.round(EDGE * ratio) : EDGE;
    canvas.height = ratio < 1 ? EDGE : Math.round(EDGE / ratio);
    show();
  }

  chooser?.addEventListener("change", async () => {
    picture = null;
    try {
      picture = await createImageBitmap(chooser.files[0]);
      begin();
    } catch {
      picture = null; // no picture: the server says so
    }
    part.hidden = picture === null;
    for (const control of [width, x, y]) control.disabled = picture === null;
  });
  width.addEventListener("input", () => {
    // The middle of what is kept stays where it is.
    const [before, beforeHigh] = [1000 - Number(x.max), 1000 - Number(y.max)];
    const [left, top] = [Number(x.value), Number(y.value)];
    x.max = 1000 - Number(width.value);
    y.max = Math.max(0, 1000 - heightOf());
    x.value = Math.round(left + (before - Number(width.value)) / 2);
    y.value = Math.round(top + (beforeHigh - heightOf()) / 2);
    show();
  });
  for (const control of [x, y]) control.addEventListener("input", show);
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    from = [event.clientX, event.clientY, Number(x.value), Number(y.value)];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const box = canvas.getBoundingClientRect();
    x.value = Math.round(from[2] - ((event.clientX - from[0]) / box.width) * Number(width.value));
    y.value = Math.round(from[3] - ((event.clientY - from[1]) / box.height) * heightOf());
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      from = null;
    });
  }
}
