// What a script adds to the portal; every page works without it.
(() => {
  "use strict";
  const said = (form, words) => {
    let place = form.querySelector(".draft-said");
    if (!place) {
      place = document.createElement("p");
      place.className = "draft-said";
      place.setAttribute("role", "status");
      form.append(place);
    }
    const buttons = form.querySelector(".buttons");
    if (buttons && place.nextElementSibling !== buttons) buttons.before(place);
    if (place.textContent !== words) place.textContent = words;
  };
  const clock = () => new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });

  // Drafts: a few seconds after something was typed, the form's fields go to its data-draft address. Files stay here.
  const typed = (form) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  };
  const keep = (form) => {
    let timer = 0;
    let kept = typed(form).toString();
    let failures = 0;
    let sending = false;
    const send = async () => {
      const fields = typed(form);
      if (sending || fields.toString() === kept) return;
      sending = true;
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body: fields, redirect: "error" });
        if (!answer.ok) throw new Error(String(answer.status));
        kept = fields.toString();
        failures = 0;
        said(form, `Draft saved at ${clock()}`);
      } catch {
        failures += 1;
        said(form, "The draft could not be saved. What you typed is still here; we keep trying.");
      }
      sending = false;
      if (typed(form).toString() !== kept) later();
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(send, Math.min(3000 * 2 ** failures, 60000));
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      kept = typed(form).toString();
    });
    addEventListener("online", send);
    addEventListener("pagehide", () => {
      const fields = typed(form);
      if (fields.toString() !== kept) navigator.sendBeacon(form.dataset.draft, fields);
    });
  };
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);

  // A link's secret stands behind the "#", which no server and no log sees; it goes into its field, and out of the address.
  const secret = location.hash.slice(1);
  const fields = document.querySelectorAll("input[data-from-fragment]");
  if (secret && fields.length) {
    for (const field of fields) field.value = secret;
    history.replaceState(null, "", location.pathname + location.search);
  }

  // An error summary is read first.
  document.getElementById("error-summary")?.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details:not([open], .head__menu)")) {
      folded.open = true;
      folded.dataset.folded = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const folded of document.querySelectorAll("details[data-folded]")) {
      folded.open = false;
      delete folded.dataset.folded;
    }
  });

  // One click sends a form once; gone back to, it keeps the id under which it was sent.
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward" && history.state;
  document.querySelectorAll('form[method="post"]').forEach((form, place) => {
    const { command } = form.elements;
    if (command && back?.[place]) command.value = back[place];
    form.addEventListener("submit", (sent) => {
      if (form.dataset.sent) sent.preventDefault();
      form.dataset.sent = "yes";
      if (command) history.replaceState({ [place]: command.value }, "");
      setTimeout(() => delete form.dataset.sent, 5000);
    });
  });
  addEventListener("pageshow", (shown) => {
    if (shown.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
