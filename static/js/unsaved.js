// A form marked data-unsaved asks before one leaves with something typed that the server does not have yet.
// Pages that save field by field clear the mark with a "clusterix:saved" event on the form.
export function guardUnsaved() {
  const touched = new Set();
  // The form that is being sent: what is typed in another one of the page would be lost with it.
  let sent = null;

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form === sent) sent = null;
    if (form?.matches("[data-unsaved]")) touched.add(form);
  });
  document.addEventListener("clusterix:saved", (event) => touched.delete(event.target));
  document.addEventListener("submit", (event) => {
    sent = event.target;
  });
  window.addEventListener("pageshow", () => {
    sent = null;
  });
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...touched].some((form) => form.isConnected && form !== sent);
    if (waiting) event.preventDefault();
  });
}
