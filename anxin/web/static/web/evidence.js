/* Sends files one by one, each with its progress; without this file the form sends them all. */
(() => {
  const by = (id) => document.getElementById(id);
  const waiting = [];
  let busy = false;  // One at a time: each comes before those that stand below it already.

  const put = (row, html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    [...box.content.children].forEach((li) => li.id && by(li.id)?.remove());
    const list = by("pieces");
    if (row.isConnected) row.replaceWith(box.content); else list?.append(box.content);
    if (list) window.htmx?.process(list);
  };
  const tell = (row, words, again) => {
    row.querySelector(".told").textContent = words;
    row.classList.add("wrong");
    row.querySelector("progress").hidden = true;
    row.querySelector("[data-again]").hidden = !again;
  };
  const below = (row) => {
    let li = row.nextElementSibling;
    while (li && !li.id.startsWith("piece-")) li = li.nextElementSibling;
    return li ? li.id.slice(6) : "";
  };
  const next = () => {
    if (busy || !waiting.length) return;
    const { file, kind, row } = waiting.shift(), form = by("tray-send");
    busy = true;
    row.classList.remove("wrong");
    row.querySelector("[data-again]").hidden = true;
    const bar = row.querySelector("progress"), request = new XMLHttpRequest(), data = new FormData();
    bar.hidden = false;
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("kind", kind);
    data.append("before", below(row));
    data.append("evidence", file, file.name);
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total; };
    request.onload = () => {
      const html = request.responseText.trim();
      if (html.startsWith("<li") && request.status < 500) put(row, html);
      else if (request.status === 413) tell(row, form.dataset.big);
      else tell(row, request.responseURL === form.action ? form.dataset.lost : form.dataset.out, true);
    };
    request.onerror = request.ontimeout = () => tell(row, form.dataset.lost, true);
    request.onloadend = () => { busy = false; next(); };
    request.send(data);
  };
  const add = (file, row) => { waiting.push({ file, kind: by("tray-kind").value, row }); next(); };

  document.addEventListener("submit", (e) => {
    const reason = document.querySelector("[name=reason]:checked"), { chosen } = e.target.elements;
    if (reason && chosen) chosen.value = reason.value;
  });
  document.addEventListener("change", (e) => {
    const input = e.target;
    if (input.name === "reason" && by("tray-kind") && input.dataset.kind) by("tray-kind").value = input.dataset.kind;
    if (input.type !== "file" || input.form?.id !== "tray-send") return;
    [...input.files].forEach((file) => {
      const row = by("piece-sending").content.firstElementChild.cloneNode(true);
      row.querySelector(".name").textContent = file.name;
      row.querySelector("[data-again]").addEventListener("click", () => add(file, row));
      by("pieces").append(row);
      if (file.size > input.form.dataset.limit) tell(row, input.form.dataset.big); else add(file, row);
    });
    input.value = "";
  });
})();
