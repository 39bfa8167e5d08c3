// After a refused sending, the summary of what is wrong takes the focus; its links put it in the field.
// A link of a summary may lead to another page: there, the field its address names takes the focus.
export function focusFirstError() {
  const focusSummary = (root) => root.querySelector("[data-error-summary]")?.focus();
  const focusField = (hash) => {
    const field = hash ? document.getElementById(hash.slice(1)) : null;
    field?.focus({ preventScroll: true });
    (field?.closest(".field, .entry") ?? field)?.scrollIntoView({ block: "start" });
    return field;
  };

  focusField(location.hash);
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-error-summary] a[href^='#']");
    if (link && focusField(link.hash)) event.preventDefault();
  });
}
