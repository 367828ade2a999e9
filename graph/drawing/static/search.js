/* Search by any name, in any of the languages, whatever the accents. */

/** Small letters without accents, apostrophes and signs as spaces. */
function foldedText(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
    .replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll("ß", "ss").replaceAll("ø", "o")
    .replaceAll("ł", "l").replaceAll("ı", "i")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const entries = data.nodes.flatMap((node) =>
  [node.name, node.label, ...node.also].map((text) => ({ node, text, key: foldedText(text) })));

/** How well an entry answers: 0 whole, 1 its beginning, 2 a word's beginning, 3 inside. */
function fitOf(key, asked) {
  if (key === asked) return 0;
  if (key.startsWith(asked)) return 1;
  if (` ${key}`.includes(` ${asked}`)) return 2;
  return key.includes(asked) ? 3 : 9;
}

function search(text, limit = 9) {
  const asked = foldedText(text);
  if (!asked) return [];
  const best = new Map();
  for (const { node, text: name, key } of entries) {
    const fit = fitOf(key, asked);
    const known = best.get(node.id);
    if (fit < 9 && (!known || fit < known.fit)) best.set(node.id, { node, name, fit });
  }
  const order = ["Mechanism", "State", "Territory", "Organization", "Structure"];
  return [...best.values()].sort((a, b) => a.fit - b.fit
    || order.indexOf(a.node.kind) - order.indexOf(b.node.kind) || byName(a.node, b.node)).slice(0, limit);
}

const finder = { results: [], at: -1 };

function showFound() {
  const [field, list] = [$("find"), $("found")];
  const asked = field.value.trim();
  finder.results = search(asked);
  finder.at = finder.results.length ? 0 : -1;
  list.replaceChildren(...finder.results.map(({ node, name }, number) => {
    const also = name === node.name ? "" : `${name} · `;
    const item = make("li", { id: `found-${number}`, role: "option", "aria-selected": "false" }, named(node),
      make("small", { text: also + say(`kind.${node.kind}`) }));
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(number); });
    return item;
  }));
  if (asked && !finder.results.length) list.append(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", text: say("find.none") }));
  list.hidden = !asked;
  field.setAttribute("aria-expanded", String(Boolean(asked)));
  markFound();
}

function markFound() {
  [...$("found").children].forEach((item, number) => {
    item.setAttribute("aria-selected", String(number === finder.at));
    if (number === finder.at) item.scrollIntoView({ block: "nearest" });
  });
  if (finder.at >= 0) $("find").setAttribute("aria-activedescendant", `found-${finder.at}`);
  else $("find").removeAttribute("aria-activedescendant");
}

function hideFound() {
  $("found").hidden = true;
  $("find").setAttribute("aria-expanded", "false");
  $("find").removeAttribute("aria-activedescendant");
}

function take(number) {
  const found = finder.results[number];
  if (!found) return;
  $("find").value = "";
  hideFound();
  select(found.node.id, { focus: true });
}

function makeSearch() {
  const field = $("find");
  field.addEventListener("input", showFound);
  field.addEventListener("blur", hideFound);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && finder.results.length) {
      finder.at = (finder.at + step + finder.results.length) % finder.results.length;
      markFound();
      event.preventDefault();
    } else if (event.key === "Enter") {
      take(finder.at);
      event.preventDefault();
    } else if (event.key === "Escape" && field.value) {
      field.value = "";
      hideFound();
      event.stopPropagation();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=text], select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      field.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && state.selected) {
      select(null, { focus: true });
    }
  });
}
