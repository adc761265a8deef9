/* Comfort only: without this file an offered reason comes with the form again, and advice on what
   was typed when it is submitted. */
(() => {
  const by = (id) => document.getElementById(id);
  const told = by("typed"), form = told?.closest("form");
  if (!form) return;

  // Advice while typing: asked for after a pause; an answer that is no longer wanted is dropped.
  let pause, asked, last;
  const drop = () => { clearTimeout(pause); asked?.abort(); };
  const ask = async () => {
    asked = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(told.dataset.advice, { method: "POST", body, signal: asked.signal });
      const words = await answer.text();
      if (!answer.ok || answer.redirected || words === last) return;
      told.innerHTML = last = words;  // Only what is new, or readers would hear it at every pause.
    } catch { /* no advice is better than a wrong one: it is given when the form is submitted */ }
  };
  const soon = (ms) => { drop(); pause = setTimeout(ask, ms); };
  form.addEventListener("input", () => soon(700));
  form.addEventListener("change", () => soon(200));
  addEventListener("submit", drop);
  // A draft comes back after this file has run.
  pause = setTimeout(() => { if (form.querySelector("textarea").value) ask(); }, 700);

  // An offered reason is chosen on the spot.
  document.addEventListener("click", (e) => {
    const offer = e.target.closest("[data-pick]");
    const reason = offer && document.querySelector(`[name=reason][value="${offer.dataset.pick}"]`);
    if (!reason) return;
    e.preventDefault();
    const fold = reason.closest("details");
    if (fold) fold.open = true;
    reason.checked = true;
    for (const type of ["input", "change"]) reason.dispatchEvent(new Event(type, { bubbles: true }));
    reason.focus({ preventScroll: true });
    by("answers").scrollIntoView({ block: "start" });
  });
})();
