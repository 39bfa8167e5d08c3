// A form marked data-unsaved asks before one leaves with something typed that the server does not have yet.
// Pages that save field by field clear the mark with a "clusterix:saved" event on the form.
export function guardUnsaved() {
  const touched = new Set();
  let leaving = false;

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-unsaved]")) touched.add(form);
  });
  document.addEventListener("clusterix:saved", (event) => touched.delete(event.target));
  document.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...touched].some((form) => form.isConnected);
    if (waiting && !leaving) event.preventDefault();
  });
}
