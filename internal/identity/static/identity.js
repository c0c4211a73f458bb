// The two halves of a passkey ceremony: ask the node, ask the device, tell the node.
"use strict";
for (const button of document.querySelectorAll("[data-passkey]")) {
  const said = button.parentElement.querySelector("[data-said]");
  const say = (text) => { said.textContent = text; said.hidden = text === ""; };
  const post = async (where, body) => {
    const answer = await fetch(where, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const value = await answer.json();
    if (!answer.ok) throw new Error(value.detail || "The node did not answer.");
    return value;
  };
  // Where the visitor was going, if that is a page of this node.
  const going = () => {
    const to = new URLSearchParams(location.search).get("next");
    if (button.dataset.passkey !== "get" || !to || !to.startsWith("/")) return null;
    const url = new URL(to, location.origin);
    return url.origin === location.origin ? url.href : null;
  };
  const ceremony = async () => {
    const options = (await post(button.dataset.begin, {})).publicKey;
    const key = button.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    const { next } = await post(button.dataset.finish, key.toJSON());
    location.assign(going() || next);
  };
  button.addEventListener("click", async () => {
    say("");
    if (!window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) {
      say("This browser is too old for passkeys: bring it up to date, or use another.");
      return;
    }
    button.disabled = true;
    try {
      await ceremony();
    } catch (err) {
      say(err.name === "NotAllowedError" ? "Nothing was chosen, or it took too long. Try again." : err.message);
    } finally {
      button.disabled = false;
    }
  });
}
