"use strict";
(() => {
  const root = document.documentElement;
  const at = (id) => document.getElementById(id);
  root.classList.add("scripted");

  const dark = matchMedia("(prefers-color-scheme: dark)");
  at("theme").addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });

  const opened = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not([open])")) {
      one.open = true;
      opened.push(one);
    }
  });
  addEventListener("afterprint", () => {
    while (opened.length) opened.pop().open = false;
  });

  // A link to a check opens it.
  const reveal = () => {
    const one = location.hash.length > 1 && at(location.hash.slice(1));
    if (!one || one.tagName !== "DETAILS") return;
    const around = one.parentElement.closest("details");
    if (around) around.open = true;
    one.open = true;
    one.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const chunks = [...document.querySelectorAll(".chunk")];
  if (!chunks.length) return;
  const rows = chunks.map((chunk) => [...chunk.querySelectorAll("tbody tr")]);
  const texts = new Map();
  const textOf = (row) => {
    let text = texts.get(row);
    if (text === undefined) {
      text = row.textContent.toLowerCase();
      texts.set(row, text);
    }
    return text;
  };
  const pressed = [...document.querySelectorAll("button[data-severity]")];
  const states = {
    there: (state) => !state.includes("resolved"),
    new: (state) => state.includes("new"),
    unchanged: (state) => state.includes("unchanged"),
    decided: (state) => state.includes("decided"),
    counts: (state) => !state.includes("decided") && !state.includes("resolved"),
    resolved: (state) => state.includes("resolved"),
    all: () => true,
  };
  let check = null;

  const apply = () => {
    const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(
      pressed.filter((one) => one.ariaPressed === "true").map((one) => one.dataset.severity),
    );
    const family = at("family").value;
    const fits = states[at("state").value];
    let shown = 0;
    let every = 0;
    rows.forEach((some, index) => {
      let left = 0;
      for (const row of some) {
        const { s, f, c, d } = row.dataset;
        const show =
          severities.has(s) &&
          (!family || f === family) &&
          (check === null || c === check) &&
          fits(d.split(" ")) &&
          (!words.length || words.every((word) => textOf(row).includes(word)));
        row.hidden = !show;
        left += show;
      }
      chunks[index].hidden = !left;
      shown += left;
      every += some.length;
    });
    at("shown").textContent = `${shown.toLocaleString("en")} of ${every.toLocaleString("en")} shown`;
    at("nothing").hidden = shown > 0;
  };

  let waiting = 0;
  at("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  at("family").addEventListener("change", apply);
  at("state").addEventListener("change", apply);
  for (const one of pressed) {
    one.addEventListener("click", () => {
      one.ariaPressed = one.ariaPressed === "true" ? "false" : "true";
      apply();
    });
  }
  const only = (index, title) => {
    check = index;
    at("only").hidden = index === null;
    at("only").textContent = index === null ? "" : `${title} ✕`;
    apply();
  };
  at("only").addEventListener("click", () => {
    only(null, "");
    at("search").focus();
  });
  for (const one of document.querySelectorAll("button[data-check]")) {
    one.addEventListener("click", () => {
      only(one.dataset.check, one.dataset.title);
      at("findings").scrollIntoView();
      at("only").focus({ preventScroll: true });
    });
  }
  apply();
})();
