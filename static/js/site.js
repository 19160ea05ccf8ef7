// After a form came back with errors, a reader should land on their list, not on top of the page.
document.querySelector(".error-summary")?.focus();

// A link of the error summary leads to the first control of its field, with the label in sight.
document.querySelector(".error-summary")?.addEventListener("click", (event) => {
  const target = document.getElementById(event.target.hash?.slice(1) ?? "");
  const control = target?.matches("input, select, textarea")
    ? target
    : target?.querySelector("input, select, textarea");
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView();
  control.focus({ preventScroll: true });
});
