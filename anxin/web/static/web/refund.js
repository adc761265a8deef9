/* Comfort only: a reason that is offered is chosen on the spot; without this the form comes again. */
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
  document.getElementById("answers").scrollIntoView({ block: "start" });
});
