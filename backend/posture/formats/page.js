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
    for (const one of document.querySelectorAll(".checks > details:not([open]):not(.more)")) {
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

  // Each row's facts are read once; what does not change is not written again.
  const lists = [...document.querySelectorAll(".list")].map((list) => {
    const empty = list.querySelector(".empty");
    const chunks = [...list.querySelectorAll(".chunk")].map((chunk) => ({
      chunk,
      rows: [...chunk.querySelectorAll("tbody tr")].map((row) => {
        const { s, f, c, d } = row.dataset;
        return { row, s, f, c, d: d.split(" "), shown: true, text: null };
      }),
    }));
    return { empty, nothing: empty.textContent, chunks };
  });
  const every = lists.flatMap((list) => list.chunks).reduce((n, one) => n + one.rows.length, 0);
  if (!every) return;
  const has = (one, words) => {
    one.text ??= one.row.textContent.toLowerCase();
    return words.every((word) => one.text.includes(word));
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
    for (const { empty, nothing, chunks } of lists) {
      let listed = 0;
      for (const { chunk, rows } of chunks) {
        let left = 0;
        for (const one of rows) {
          const show =
            severities.has(one.s) &&
            (!family || one.f === family) &&
            (check === null || one.c === check) &&
            fits(one.d) &&
            (!words.length || has(one, words));
          if (show !== one.shown) one.row.hidden = !show;
          one.shown = show;
          left += show;
        }
        chunk.hidden = !left;
        listed += left;
      }
      empty.hidden = listed > 0;
      empty.textContent = chunks.length ? "No finding matches the filters." : nothing;
      shown += listed;
    }
    at("shown").textContent = `${shown.toLocaleString("en")} of ${every.toLocaleString("en")} shown`;
  };

  // The filters are in the address: a copied link shows the same findings. They are a fragment, so
  // that no server sees them and a signed address stays valid.
  const PLACE = "#findings?";
  const fields = { text: at("search"), family: at("family"), state: at("state") };
  const usual = { text: "", family: "", state: at("state").value };
  const remember = () => {
    const chosen = new URLSearchParams();
    for (const [name, field] of Object.entries(fields)) {
      if (field.value !== usual[name]) chosen.set(name, field.value);
    }
    const left = pressed.filter((one) => one.ariaPressed === "true");
    if (left.length < pressed.length) {
      chosen.set("severity", left.map((one) => one.dataset.severity).join(","));
    }
    if (check !== null) chosen.set("check", at(`c${check}`).dataset.check);
    const text = chosen.toString();
    if (!text && !location.hash.startsWith(PLACE)) return;
    try {
      history.replaceState(null, "", text ? PLACE + text : "#findings");
    } catch {
      // A page in a sandbox may not change its address.
    }
  };
  const recall = () => {
    if (!location.hash.startsWith(PLACE)) return;
    const chosen = new URLSearchParams(location.hash.slice(PLACE.length));
    for (const [name, field] of Object.entries(fields)) {
      field.value = chosen.get(name) ?? usual[name];
      if (field.value === "" && usual[name] !== "") field.value = usual[name];
    }
    const severities = chosen.get("severity")?.split(",");
    for (const one of pressed) {
      one.ariaPressed = String(!severities || severities.includes(one.dataset.severity));
    }
    const wanted = chosen.get("check");
    const found = [...document.querySelectorAll("details[data-check]")].find(
      (one) => one.dataset.check === wanted,
    );
    only(found ? found.id.slice(1) : null, found?.querySelector(".title").textContent ?? "");
    at("findings").scrollIntoView();
  };
  const change = () => {
    apply();
    remember();
  };

  let waiting = 0;
  at("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(change, 120);
  });
  at("family").addEventListener("change", change);
  at("state").addEventListener("change", change);
  for (const one of pressed) {
    one.addEventListener("click", () => {
      one.ariaPressed = one.ariaPressed === "true" ? "false" : "true";
      change();
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
    remember();
    at("search").focus();
  });
  for (const one of document.querySelectorAll("button[data-only]")) {
    one.addEventListener("click", () => {
      only(one.dataset.only, one.dataset.title);
      remember();
      at("findings").scrollIntoView();
      at("only").focus({ preventScroll: true });
    });
  }
  apply();
  recall();
  addEventListener("hashchange", recall);
})();
