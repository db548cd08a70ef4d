/* Asks the browser for a passkey, or for a signature with one, and sends the answer with the form it stands in (Web
   Authentication Level 3). What is asked stands in the form; what is answered is judged by the register alone. */
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (each) => ({ ...each, id: bytes(each.id) });
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];

const asking = {
  create: (asked) =>
    navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: named(asked.user),
        excludeCredentials: asked.excludeCredentials.map(named),
      },
    }),
  get: (asked) =>
    navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: asked.allowCredentials.map(named) },
    }),
};

const written = (made) =>
  JSON.stringify({
    id: made.id,
    rawId: base64url(made.rawId),
    type: made.type,
    response: Object.fromEntries(
      PARTS.filter((part) => made.response[part]).map((part) => [part, base64url(made.response[part])]),
    ),
  });

/* One sentence of those that the page has for it, and none of the others. */
const tell = (form, what) => {
  for (const each of form.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== what;
};

const answer = async (form) => {
  const button = form.querySelector("button");
  button.disabled = true;
  tell(form, "asked");
  try {
    const made = await asking[form.dataset.passkey](JSON.parse(form.dataset.options));
    form.elements.answer.value = written(made);
    form.submit();
  } catch (refusal) {
    tell(form, refusal.name === "InvalidStateError" ? "held" : "refused");
    button.disabled = false;
  }
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (window.PublicKeyCredential && window.isSecureContext) {
    tell(form, "ready");
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
  } else {
    tell(form, "unable");
  }
}
