/* Comfort only: every page works without this file. docs/design.md lists the data- attributes. */
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const pad = (n) => String(n).padStart(2, "0");

  // Countdowns run from the server's clock; at zero the server is asked, never the browser.
  const loaded = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
  let ticks = 0;
  const tick = () => {
    all("[data-deadline]").forEach((el) => {
      el.from ??= ticks ? Date.now() : loaded;
      const span = el.dataset.deadline - el.dataset.now;
      const s = Math.max(0, Math.ceil((span - (Date.now() - el.from)) / 1000));
      const days = el.querySelector("[data-u=d]");
      const put = (u, v) => { const b = el.querySelector(`[data-u=${u}]`); if (b) b.textContent = v; };
      put("d", s / 86400 | 0);
      put("h", pad((s / 3600 | 0) % (days ? 24 : 1e6)));
      put("m", pad((s / 60 | 0) % 60));
      put("s", pad(s % 60));
      // Just over when the page came: the site may be doing it this second, so ask once more.
      if (s || el.over || span <= -30000) return;
      el.over = true;
      el.dispatchEvent(new Event("deadline", { bubbles: true }));
      if (!el.closest("[hx-trigger*=deadline]")) setTimeout(() => location.reload(), span > 0 ? 1200 : 3000);
    });
    ticks += 1;
  };
  if (window.htmx || document.querySelector("[data-deadline]")) { tick(); setInterval(tick, 1000); }

  // What is folded away would not be on paper.
  all("[data-print]").forEach((button) => button.addEventListener("click", () => {
    all("details").forEach((fold) => { fold.open = true; });
    print();
  }));

  // A second tap on submit does nothing; coming back through history gives the button back.
  const busy = (form, on) => all("[type=submit],button:not([type])", form).forEach((b) => {
    b.classList.toggle("busy", on);
    b.setAttribute("aria-disabled", on);
  });
  const sent = new Set();
  addEventListener("submit", (e) => {
    const form = e.target;
    if (sent.has(form)) return e.preventDefault();
    const method = e.submitter?.formMethod || form.getAttribute("method");
    if (e.defaultPrevented || method !== "post" || form.matches("[hx-post]")) return;
    sent.add(form);
    busy(form, true);
  });
  addEventListener("pageshow", () => {
    sent.forEach((form) => busy(form, false));
    sent.clear();
  });

  addEventListener("click", (e) => {
    const on = (css) => e.target.closest(css);
    const copy = on("[data-copy]"), opens = on("[data-dialog]"), step = on("[data-step]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      const live = document.getElementById("live");
      if (live) live.textContent = copy.dataset.done;
      const word = copy.querySelector("span") || copy, was = word.textContent;
      word.textContent = copy.dataset.done;
      setTimeout(() => { word.textContent = was; }, 2000);
    });
    const dialog = opens && document.getElementById(opens.dataset.dialog);
    if (dialog) { e.preventDefault(); dialog.showModal(); }
    if (step) {
      const input = step.parentNode.querySelector("input");
      step.dataset.step > 0 ? input.stepUp() : input.stepDown();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    all("details.menu[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
  });
  addEventListener("keydown", (e) => {
    if (e.key === "Escape") all("details.menu[open]").forEach((d) => { d.open = false; });
  });
  all("[data-step]").forEach((b) => { b.hidden = false; });

  // Drafts: words typed into form[data-draft] survive a lost login; [data-draft-clear] forgets them.
  // A radio that the address or the last answer chose ([data-given]) is stronger than the draft.
  all("[data-draft-clear]").forEach((el) => localStorage.removeItem("draft:" + el.dataset.draftClear));
  all("form[data-draft]").forEach((form) => {
    const key = "draft:" + form.dataset.draft;
    const kept = all("input,textarea,select", form).filter((i) =>
      i.name && !/^(password|file|hidden)$/.test(i.type));
    try {
      const old = JSON.parse(localStorage.getItem(key) || "{}");
      kept.forEach((i) => {
        if (!(i.name in old) || form.querySelector(`[name="${i.name}"][data-given]`)) return;
        if (/radio|checkbox/.test(i.type)) i.checked = old[i.name].includes(i.value);
        else if (!i.value) i.value = old[i.name][0];
      });
    } catch { /* an unreadable draft is no draft */ }
    form.addEventListener("input", () => {
      const now = {};
      kept.forEach((i) => {
        if (!/radio|checkbox/.test(i.type)) now[i.name] = [i.value];
        else (now[i.name] ??= []).push(...(i.checked ? [i.value] : []));
      });
      try { localStorage.setItem(key, JSON.stringify(now)); } catch { /* storage is full or off */ }
    });
  });
})();
