/* What is shown: the filters, time, the state in the address, the line that says so. */

const start = {
  hiddenKinds: new Set(), hiddenTypes: new Set(), region: "", closed: false,
  time: data.mode === "any" ? "any" : "day", from: data.years[0], to: data.years[1],
  mode: data.mode === "any" ? "standing" : data.mode, selected: data.focus,
};
const state = { ...start, hiddenKinds: new Set(), hiddenTypes: new Set() };
const counts = { kinds: new Map(), types: new Map(), recalled: 0 };

/** The days asked about, yyyymmdd. */
function asked() {
  if (state.time === "range") return [state.from * 10000 + 101, state.to * 10000 + 1231];
  return [data.as_of, data.as_of];
}

/** Whether something held at the time asked about: graph/dates.py says the same of one day. */
function within({ bounds, event }) {
  if (state.time === "any" || !bounds) return true;
  const [low, high] = asked();
  const [fromMin, fromMax, toMin, toMax, standingFrom, standingTo] = bounds;
  if (event) return state.time === "day" ? fromMin <= high : fromMin <= high && toMax >= low;
  const reading = { certain: [fromMax, toMin], standing: [standingFrom, standingTo], possible: [fromMin, toMax] };
  const [first, last] = reading[state.mode];
  return first <= last && first <= high && last >= low;
}

if (data.focus && !lives(byId.get(data.focus))) { // an ended mechanism: its own time, not ours
  start.time = "any";
  state.time = "any";
}

function isPlace(node) {
  return node.kind === "State" || node.kind === "Territory";
}

/** Whether a node is there at the time asked about: by its own dates, or since a link of it is. */
function lives(node) {
  return within(node) || linksOf.get(node.id).some((link) => !link.event && link.bounds && within(link));
}

function passes(node) {
  if (node.id === data.focus) return true;
  if (state.hiddenKinds.has(node.kind) || !lives(node)) return false;
  if (state.closed && node.open) return false;
  return !(state.region && isPlace(node) && node.region !== state.region);
}

/** Fills shownNodes, shownLinks and the counts from the state. */
function choose() {
  shownNodes.clear();
  shownLinks.clear();
  const near = new Set(data.nodes.filter(passes).map((node) => node.id));
  if (state.region) keepNear(near);
  const linked = new Set();
  counts.types = new Map(data.types.map(({ type }) => [type, 0]));
  counts.recalled = 0;
  for (const link of data.links) {
    if (!near.has(link.from) || !near.has(link.to) || !within(link)) continue;
    counts.types.set(link.type, counts.types.get(link.type) + 1);
    if (state.hiddenTypes.has(link.type)) continue;
    shownLinks.add(link.number);
    if (link.basis === "recalled") counts.recalled += 1;
    linked.add(link.from).add(link.to);
  }
  counts.kinds = new Map(data.kinds.map(({ label }) => [label, 0]));
  for (const node of data.nodes) {
    const stays = !data.focus && (node.kind === "State" || node.kind === "Mechanism");
    if (!near.has(node.id) || !(stays || linked.has(node.id) || node.id === data.focus)) continue;
    shownNodes.add(node.id);
    counts.kinds.set(node.kind, counts.kinds.get(node.kind) + 1);
  }
}

/** With a region: its States, the mechanisms they are linked to, and the organizations of those. */
function keepNear(near) {
  const kept = new Set([...near].filter((id) => isPlace(byId.get(id)) || id === data.focus));
  for (const round of ["Mechanism", ""]) {
    const found = [];
    for (const link of data.links) {
      if (!within(link) || state.hiddenTypes.has(link.type)) continue;
      for (const [one, other] of [[link.from, link.to], [link.to, link.from]]) {
        const node = byId.get(one);
        if (near.has(one) && !kept.has(one) && kept.has(other) && (round ? node.kind === round : node.kind !== "Mechanism")) found.push(one);
      }
    }
    for (const id of found) kept.add(id);
  }
  for (const id of [...near]) if (!kept.has(id)) near.delete(id);
}

/** Fewer lines are drawn stronger, so that each picture has about the same grey. */
function shade() {
  const strength = Math.min(0.6, Math.max(0.1, 6.5 / Math.sqrt(shownLinks.size + 1)));
  for (const number of shownLinks) {
    const edge = network.body.edges[number];
    const type = types.get(data.links[number].type);
    const weight = type.width > 2 ? Math.min(0.85, strength * 2.2) : strength;
    if (edge) edge.options.color.color = faded(type.colour, weight);
  }
}

/** Shows what the state says, everywhere. */
function apply() {
  choose();
  nodeView.refresh();
  edgeView.refresh();
  shade();
  showControls();
  showStatus();
  showPanel();
  showTable();
  network.redraw();
  keepAddress();
}

function saidTime() {
  if (state.time === "any") return say("said.any");
  return say(`said.${state.time}.${state.mode}`, { day: data.day, from: state.from, to: state.to });
}

/** What is shown, in one sentence; it stands above the map and on its picture. */
function saidShown() {
  const things = data.kinds
    .filter(({ label }) => counts.kinds.get(label))
    .map(({ label }) => {
      const number = counts.kinds.get(label);
      return `${count(number)} ${say(number === 1 ? `one.${label}` : `many.${label}`)}`;
    });
  const parts = [`${things.join(", ")}; ${count(shownLinks.size)} ${saidTime()}`];
  if (state.region) parts.push(say("said.region", { region: data.regions.find((r) => r.id === state.region).name }));
  if (state.closed) parts.push(say("said.open"));
  if (counts.recalled) parts.push(say("said.dashed", { count: count(counts.recalled) }));
  return `${parts.join("; ")}.`;
}

/** Says what is shown, and what was just done; a choice is seen in the panel, so only heard. */
function showStatus(done = "") {
  const chosen = state.selected && !data.focus ? say("said.selected", { name: byId.get(state.selected).name }) : "";
  $("shown").textContent = saidShown();
  $("done").textContent = done || chosen;
  $("done").classList.toggle("heard", !done);
}

// -- the controls -------------------------------------------------------------------------------

function toggleRow(hidden, key, mark, label) {
  const box = make("input", { type: "checkbox", value: key });
  box.addEventListener("change", () => {
    if (box.checked) hidden().delete(key);
    else hidden().add(key);
    apply();
  });
  return make("label", {}, box, mark, make("span", { text: label }), make("span", { class: "count" }));
}

function makeControls() {
  for (const kind of data.kinds) $("kinds").append(toggleRow(() => state.hiddenKinds, kind.label, sign(kind), say(`kinds.${kind.label}`)));
  for (const type of data.types) $("types").insertBefore(toggleRow(() => state.hiddenTypes, type.type, lineSign(type), say(`link.${type.type}`)), $("types").querySelector(".dashes"));
  const used = new Set(data.nodes.map((node) => node.region));
  const offered = data.regions.filter((region) => used.has(region.id));
  for (const region of offered) $("region").append(make("option", { value: region.id, text: region.name }));
  $("region-field").hidden = offered.length < 2;
  $("open-field").hidden = !data.nodes.some((node) => node.open && node.id !== data.focus);
  $("types").querySelector(".dashes").hidden = !data.links.some((link) => link.basis === "recalled");
  const set = (change) => { change(); apply(); };
  $("region").addEventListener("change", () => set(() => { state.region = $("region").value; }));
  $("mode").addEventListener("change", () => set(() => { state.mode = $("mode").value; }));
  $("closed").addEventListener("change", () => set(() => { state.closed = $("closed").checked; }));
  for (const choice of document.getElementsByName("time")) choice.addEventListener("change", () => set(() => { state.time = choice.value; }));
  $("from-year").addEventListener("input", () => set(() => { state.time = "range"; state.from = Number($("from-year").value); state.to = Math.max(state.to, state.from); }));
  $("to-year").addEventListener("input", () => set(() => { state.time = "range"; state.to = Number($("to-year").value); state.from = Math.min(state.from, state.to); }));
  $("reset").addEventListener("click", () => set(() => { resetFilters(); state.selected = start.selected; fit(true); }));
}

function resetFilters() {
  Object.assign(state, { ...start, hiddenKinds: new Set(), hiddenTypes: new Set(), selected: state.selected });
}

function showControls() {
  for (const [id, hidden, numbers] of [["kinds", state.hiddenKinds, counts.kinds], ["types", state.hiddenTypes, counts.types]]) {
    for (const box of $(id).querySelectorAll("input")) {
      box.checked = !hidden.has(box.value);
      box.parentElement.querySelector(".count").textContent = count(numbers.get(box.value));
    }
  }
  for (const choice of document.getElementsByName("time")) choice.checked = choice.value === state.time;
  $("from-year").value = state.from;
  $("to-year").value = state.to;
  $("range-said").textContent = `${state.from} – ${state.to}`;
  $("mode").value = state.mode;
  $("mode").disabled = state.time === "any";
  $("region").value = state.region;
  $("closed").checked = state.closed;
}

// -- the address --------------------------------------------------------------------------------

function keepAddress() {
  const told = new URLSearchParams();
  if (state.selected !== start.selected) told.set("sel", state.selected || "");
  if (state.hiddenKinds.size) told.set("without", [...state.hiddenKinds].sort().join(" "));
  if (state.hiddenTypes.size) told.set("unlinked", [...state.hiddenTypes].sort().join(" "));
  if (state.region) told.set("region", state.region);
  if (state.time === "range") told.set("time", `${state.from}-${state.to}`);
  else if (state.time !== start.time) told.set("time", state.time);
  if (state.mode !== start.mode) told.set("mode", state.mode);
  if (state.closed) told.set("closed", "1");
  const fragment = told.toString();
  try {
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  } catch { /* a page without an address of its own (inside another one) keeps no state */ }
}

/** Takes the state from the address; what it names and we do not know is passed over. */
function readAddress() {
  const told = new URLSearchParams(location.hash.slice(1));
  resetFilters();
  state.selected = start.selected;
  if (told.has("sel") && (told.get("sel") === "" || byId.has(told.get("sel")))) state.selected = told.get("sel") || null;
  state.hiddenKinds = new Set((told.get("without") || "").split(" ").filter((label) => kinds.has(label)));
  state.hiddenTypes = new Set((told.get("unlinked") || "").split(" ").filter((type) => types.has(type)));
  if (data.regions.some((region) => region.id === told.get("region"))) state.region = told.get("region");
  const range = /^(\d{4})-(\d{4})$/.exec(told.get("time") || "");
  const year = (text) => Math.min(data.years[1], Math.max(data.years[0], Number(text)));
  if (range && range[1] <= range[2]) Object.assign(state, { time: "range", from: year(range[1]), to: year(range[2]) });
  else if (["day", "any"].includes(told.get("time"))) state.time = told.get("time");
  if (["standing", "certain", "possible"].includes(told.get("mode"))) state.mode = told.get("mode");
  state.closed = told.get("closed") === "1";
}
