// Joins the forms that take a security key to allauth's functions, and says on the page when a key was not read.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const { passkey, button, credential, passwordless } = form.dataset;
  const login = { [passkey === "addForm" ? "add" : passkey === "loginForm" ? "login" : "authenticate"]: button };
  window.allauth.webauthn.forms[passkey]({ ids: { ...login, credential, passwordless, data: "js_data" } });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const notice = document.querySelector("[data-passkey-refused]");
  if (notice) notice.hidden = false;
});
