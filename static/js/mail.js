// On pages where a mail is written: the preview follows what is typed.
const form = document.querySelector("form[data-mail]");
let waiting = 0;

form?.addEventListener("input", () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(show, 600);
});

async function show() {
  const typed = new URLSearchParams(new FormData(form));
  typed.set("go", "preview");
  const answer = await fetch(form.action || location.href, { method: "POST", body: typed }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== 422)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#preview");
  if (fresh) document.querySelector("#preview").replaceChildren(...fresh.childNodes);
}
