/* The panel beside the map: the list of what is shown, or the details of what is chosen. */

/** Chooses a node (null: none) and shows it everywhere; focus goes to the panel if asked. */
function select(id, { focus = false } = {}) {
  if (id === state.selected && !focus) return;
  const before = state.selected;
  state.selected = id;
  showStatus(before && !id ? say("said.cleared") : "");
  showPanel();
  network.redraw();
  keepAddress();
  if (focus) $("details").focus();
}

function showPanel() {
  const panel = $("details");
  panel.scrollTop = 0;
  panel.replaceChildren(...(state.selected ? detailsOf(byId.get(state.selected)) : listed()));
}

function nameButton(node, text = named(node)) {
  return make("button", { type: "button", class: "name", text, click: () => select(node.id, { focus: true }) });
}

function byName(a, b) {
  return a.name.localeCompare(b.name, data.language) || (a.id < b.id ? -1 : 1);
}

function byLabel(a, b) {
  return a.label.localeCompare(b.label, data.language) || byName(a, b);
}

// -- the list -----------------------------------------------------------------------------------

function listed() {
  const made = [make("h2", { text: say(data.focus ? "list.about" : "list") }), make("p", { class: "hint", text: say("list.hint") })];
  const groups = data.focus
    ? data.kinds.map(({ label }) => [say(`kinds.${label}`), data.nodes.filter((node) => node.kind === label && shownNodes.has(node.id))])
    : ["regional", "interregional", "global"].map((level) => [say(`level.${level}`), data.nodes.filter((node) => node.level === level && shownNodes.has(node.id))]);
  for (const [title, nodes] of groups) if (nodes.length) made.push(heading(title, nodes.length), names(nodes));
  const absent = data.nodes.filter((node) => node.kind === "Mechanism" && !shownNodes.has(node.id));
  if (absent.length) made.push(folded(`${say("not_shown")} (${count(absent.length)})`, names(absent)));
  return made;
}

function heading(title, number) {
  return make("h3", {}, make("span", { text: title }), make("span", { class: "count", text: count(number) }));
}

function names(nodes) {
  return make("ul", {}, ...[...nodes].sort(byLabel).map((node) => {
    const button = nameButton(node, node.note ? `${node.label}*` : node.label);
    if (node.label !== node.name) button.append(make("small", { text: named(node) }));
    return make("li", {}, button);
  }));
}

function folded(title, ...inside) {
  return make("details", { class: "more" }, make("summary", { text: title }), ...inside);
}

// -- the details --------------------------------------------------------------------------------

function detailsOf(node) {
  const kind = kinds.get(node.kind);
  const made = [
    make("button", { type: "button", class: "back", text: `‹ ${say(data.focus ? "back.about" : "back")}`, click: () => select(null, { focus: true }) }),
    make("h2", { text: named(node) }),
    make("p", { class: "what" }, sign(kind), make("span", { text: say(`kind.${node.kind}`) })),
  ];
  if (!shownNodes.has(node.id)) made.push(hiddenBanner(node));
  const told = [...node.told];
  if (node.also.length) told.push(["also", node.also.join("; ")]);
  if (node.note) told.unshift(["table.note", `* ${node.note}`]);
  if (told.length) made.push(make("dl", {}, ...told.flatMap(([key, value]) => [make("dt", { text: say(key) }), make("dd", { text: value })])));
  if (node.sources.length) made.push(make("div", { class: "fact" }, foldedSources(node)));
  const groups = grouped(node);
  const now = groups.filter((group) => group.now.length);
  for (const group of now) made.push(heading(group.title, group.now.length), factList(node, group.now));
  if (!now.length) made.push(make("p", { class: "banner", text: say("nothing") }));
  const then = groups.filter((group) => group.then.length);
  if (then.length) {
    made.push(folded(`${say("other_times")} (${count(then.reduce((sum, group) => sum + group.then.length, 0))})`,
      ...then.flatMap((group) => [heading(group.title, group.then.length), factList(node, group.then)])));
  }
  if (node.id === data.focus && data.meetings.length) made.push(...meetingList());
  if (node.coverage && node.coverage.length) {
    made.push(folded(say("coverage"), make("ul", {}, ...node.coverage.map(([what, extent, until, note]) =>
      make("li", { class: "fact" }, make("span", { text: `${what}: ${extent}` }), make("p", { text: [until, note].filter(Boolean).join(". ") }))))));
  }
  return made;
}

function hiddenBanner(node) {
  const show = () => {
    resetFilters();
    choose();
    if (!shownNodes.has(node.id)) state.time = "any";
    apply();
    $("details").focus();
  };
  return make("div", { class: "banner" },
    make("p", { text: say("said.hidden", { name: node.name }) }),
    make("button", { type: "button", text: say("reveal"), click: show }));
}

/** A node's links by type and direction, those of the time asked about apart from the others. */
function grouped(node) {
  const groups = new Map();
  for (const { type } of data.types) {
    for (const link of linksOf.get(node.id).filter((found) => found.type === type)) {
      const title = say(`${link.from === node.id ? "forward" : "backward"}.${type}`);
      if (!groups.has(title)) groups.set(title, { title, now: [], then: [] });
      groups.get(title)[within(link) ? "now" : "then"].push(link);
    }
  }
  return [...groups.values()];
}

function otherEnd(node, link) {
  return byId.get(link.from === node.id ? link.to : link.from);
}

function factList(node, links) {
  const sorted = [...links].sort((a, b) => byName(otherEnd(node, a), otherEnd(node, b)) || a.number - b.number);
  return make("ul", {}, ...sorted.map((link) => make("li", { class: "fact" },
    nameButton(otherEnd(node, link)), saidOf(link), foldedSources(link))));
}

/** Dates, particulars and basis of a fact. */
function saidOf(link) {
  const parts = (link.told || []).map(([key, value]) => `${say(key)} “${value}”`);
  const text = [link.when, ...parts].filter(Boolean).join("; ");
  const mark = basisMark(link);
  return text || mark ? make("p", {}, text ? `${text} ` : "", mark) : null;
}

function basisText(thing) {
  if (thing.basis === "derived" && thing.rule) return say("basis.derived.rule", { rule: thing.rule });
  return say(`basis.${thing.basis}`);
}

function basisMark(thing) {
  return thing.basis === "read" ? null : make("span", { class: `mark ${thing.basis}`, text: basisText(thing) });
}

/** The sources of a fact or node, folded; their links are made when they are unfolded. */
function foldedSources(thing) {
  const number = thing.sources.length;
  if (!number) return null;
  const list = make("ul", { class: "sources" });
  const box = make("details", {}, make("summary", { text: `${say("sources")} (${number})` }), list);
  box.addEventListener("toggle", () => {
    if (box.open && !list.children.length) list.append(...thing.sources.map(([id, place]) => make("li", {}, ...sourceParts(id, place))));
  });
  return box;
}

function sourceParts(id, place) {
  const source = Object.hasOwn(data.sources, id) ? data.sources[id] : { title: id };
  const text = [sourceTitle(source), place].filter(Boolean).join(", ");
  const link = sourceLink(source);
  return link ? [make("span", { text: `${text}. ` }), link] : [make("span", { text: `${text}.` })];
}

function sourceTitle(source) {
  return [source.title, source.publisher, source.symbol, source.year].filter(Boolean).join(", ");
}

/** A link to a source's own page: only http(s), opened beside this page, told nothing of it. */
function sourceLink(source) {
  let address;
  try {
    address = new URL(source.url);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(address.protocol)) return null;
  return make("a", { href: address.href, target: "_blank", rel: "noopener noreferrer", text: say("source.open") });
}

function meetingList() {
  return [heading(say("meetings"), data.meetings.length), make("ul", {}, ...data.meetings.map((meeting) => make("li", { class: "fact" },
    make("span", { text: meeting.name }),
    make("p", {}, [meeting.when, meeting.place].filter(Boolean).join("; "), " ", basisMark(meeting)),
    foldedSources(meeting))))];
}
