/* Zooms and turns a piece of evidence, by button and by key; without this file it stands at full size. */
(() => {
  const viewer = document.querySelector("[data-viewer]");
  if (!viewer) return;
  const all = (css) => [...viewer.querySelectorAll(css)];
  const STEPS = [25, 50, 75, 100, 150, 200, 300, 400];
  const stage = viewer.querySelector(".stage"), out = viewer.querySelector("[data-zoom]");
  const sheets = all(".stage .sheet"), marks = viewer.querySelector(".shows-marks");
  const keys = viewer.querySelector("[data-keys]");
  let zoom = 0, turn = 0;

  const size = (sheet) => {
    const width = +sheet.dataset.width, height = +sheet.dataset.height;
    return turn % 180 ? [height, width] : [width, height];
  };
  const draw = () => {
    const middle = stage && [(stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth,
      (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight];
    sheets.forEach((sheet) => {
      const [across, down] = size(sheet), scale = (zoom || 100) / 100;
      const shift = { 0: "0 0", 90: `${across} 0`, 180: `${across} ${down}`, 270: `0 ${down}` }[turn];
      sheet.setAttribute("viewBox", `0 0 ${across} ${down}`);
      sheet.setAttribute("width", across * scale);
      sheet.setAttribute("height", down * scale);
      sheet.firstElementChild.setAttribute("transform", `translate(${shift}) rotate(${turn})`);
    });
    viewer.classList.toggle("fit", !zoom);
    if (stage) stage.scrollTo(middle[0] * stage.scrollWidth - stage.clientWidth / 2,
      middle[1] * stage.scrollHeight - stage.clientHeight / 2);
    out.textContent = zoom ? `${zoom}%` : out.dataset.fit;
    all("[data-do=smaller]")[0].setAttribute("aria-disabled", zoom === STEPS[0]);
    all("[data-do=larger]")[0].setAttribute("aria-disabled", zoom === STEPS[STEPS.length - 1]);
  };
  const seen = () => {
    if (zoom || !sheets.length) return zoom || 100;
    const [across, down] = size(sheets[0]), box = sheets[0].getBoundingClientRect();
    return Math.min(box.width / across, box.height / down) * 100;
  };
  const say = (words) => { document.getElementById("live").textContent = words; };
  const acts = {
    larger: () => { const now = seen(); zoom = STEPS.find((step) => step > now + 1) ?? 400; },
    smaller: () => { const now = seen(); zoom = STEPS.findLast((step) => step < now - 1) ?? 25; },
    fit: () => { zoom = 0; },
    turn: () => { turn = (turn + 90) % 360; },
  };
  const act = (name) => {
    acts[name]();
    draw();
    say(name === "turn" ? `${all("[data-do=turn]")[0].dataset.said} ${turn}°` : out.textContent);
  };
  all("[data-tools]").forEach((part) => { part.hidden = false; });
  viewer.addEventListener("click", (e) => {
    const name = e.target.closest("[data-do]")?.dataset.do;
    if (name) act(name);
  });

  const KEYS = { "+": "larger", "=": "larger", "-": "smaller", "0": "fit", r: "turn" };
  const WAYS = { j: "after", arrowright: "after", k: "before", arrowleft: "before", escape: "back" };
  const WRITES = "input:not([type=checkbox]),textarea,select,[contenteditable],dialog";
  const scrolls = (el) => el.closest(".stage,.table-wrap")?.scrollWidth > el.closest(".stage,.table-wrap")?.clientWidth;
  if (localStorage.getItem("viewer-keys") === "off") keys.checked = false;
  keys.addEventListener("change", () => localStorage.setItem("viewer-keys", keys.checked ? "on" : "off"));
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return;
    const key = e.key.toLowerCase();
    if (e.target.closest?.(WRITES) || (key !== "escape" && !keys.checked)) return;
    if (key.startsWith("arrow") && e.target.closest && scrolls(e.target)) return;
    if (KEYS[key]) act(KEYS[key]);
    else if (key === "b") marks.click();
    else if (WAYS[key]) document.querySelector(`[data-go=${WAYS[key]}]`)?.click();
    else return;
    e.preventDefault();
  });
})();
