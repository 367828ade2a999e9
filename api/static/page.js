// What pages gain where scripts run: a filter for long lists, the slash key for search,
// and closed parts opened for print. Every page is whole without it.
"use strict";
(() => {
  const LONG = 24;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const filterFor = (section, items) => {
    const box = document.createElement("p");
    box.className = "list-filter";
    const label = document.createElement("label");
    const input = document.createElement("input");
    const status = document.createElement("span");
    label.textContent = "Filter this list";
    input.type = "search";
    input.id = `filter-${document.querySelectorAll(".list-filter").length}`;
    label.htmlFor = input.id;
    status.setAttribute("role", "status");
    status.className = "muted";
    input.addEventListener("input", () => {
      const wanted = fold(input.value.trim());
      let shown = 0;
      for (const item of items) {
        item.hidden = wanted !== "" && !fold(item.textContent).includes(wanted);
        shown += item.hidden ? 0 : 1;
      }
      for (const heading of section.querySelectorAll("h3")) {
        const list = heading.nextElementSibling;
        if (list && list.tagName === "UL") {
          heading.hidden = ![...list.children].some((item) => !item.hidden);
        }
      }
      status.textContent = wanted ? `${shown} of ${items.length} shown` : "";
    });
    box.append(label, input, status);
    return box;
  };

  for (const section of document.querySelectorAll("main section")) {
    const heading = section.querySelector(":scope > h2");
    const items = [...section.querySelectorAll(":scope > ul.facts > li, :scope > ul.dated > li")];
    if (heading && items.length > LONG) heading.after(filterFor(section, items));
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.getElementById("q");
      if (field) { event.preventDefault(); field.focus(); }
    }
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });

  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target?.closest("details:not([open])");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
})();
