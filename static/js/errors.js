// After a refused sending, the summary of what is wrong takes the focus; its links put it in the field.
export function focusFirstError() {
  const focusSummary = (root) => root.querySelector("[data-error-summary]")?.focus();

  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    (field.closest(".field, .entry") ?? field).scrollIntoView({ block: "start" });
  });
}
