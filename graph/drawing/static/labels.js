/* What is drawn over and under the network: names that never overlap, the ring, what is chosen. */

const FONT = '"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif';
const widths = new Map();
let hovered = null;
let placed = []; // of the last drawing: where each name stands, for the pointer and the tests

function textWidth(context, font, text) {
  const key = font + text;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

/** A name cut to a width, with the asterisk of its note kept. */
function cut(context, font, text, room) {
  if (textWidth(context, font, text) <= room) return text;
  const star = text.endsWith("*") ? "*" : "";
  let kept = star ? text.slice(0, -1) : text;
  while (kept.length > 4 && textWidth(context, font, `${kept}…${star}`) > room) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…${star}`;
}

/** The view of the network on the screen: where the middle is, how many pixels a unit has. */
function currentView() {
  const middle = network.canvasToDOM({ x: 0, y: 0 });
  const { clientWidth, clientHeight } = $("canvas");
  return { x: middle.x, y: middle.y, scale: network.getScale(), width: clientWidth, height: clientHeight };
}

function at(view, node) {
  return [view.x + node.x * view.scale, view.y + node.y * view.scale];
}

/** A point on the ring at an angle, so deep, and the direction outwards there. */
function onRing(view, angle, depth) {
  const { width: a, height: b } = data.frame;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    x: view.x + a * depth * cos * view.scale,
    y: view.y + b * depth * sin * view.scale,
    out: Math.atan2(a * sin, b * cos),
  };
}

/** Under the network: the ring's stretches with their names, the line round the wider ones. */
function paintGround(context, view) {
  const { width: a, height: b, inner } = data.frame;
  context.lineWidth = 1;
  context.setLineDash([]);
  if (inner) {
    context.beginPath();
    context.ellipse(view.x, view.y, a * inner * view.scale, b * inner * view.scale, 0, 0, 2 * Math.PI);
    context.fillStyle = palette.panel;
    context.fill();
  }
  for (const arc of data.arcs) {
    context.strokeStyle = palette.rule;
    context.lineWidth = 1.5;
    context.beginPath();
    context.ellipse(view.x, view.y, a * view.scale, b * view.scale, 0, arc.start, arc.end);
    context.stroke();
  }
}

function paintArcNames(context, view) {
  const font = `600 11px ${FONT}`;
  const depth = 1 - 15 / (data.frame.height * view.scale);
  for (const arc of data.arcs) {
    if (!arc.name) continue;
    let letters = [...arc.name.toLocaleUpperCase(data.language)];
    const middle = (arc.start + arc.end) / 2;
    const upside = Math.sin(middle) > 0.05; // below the middle names run the other way
    if (upside) letters = letters.reverse();
    const long = letters.reduce((sum, letter) => sum + textWidth(context, font, letter) + 2.5, 0);
    const speed = (angle) => Math.hypot(data.frame.width * Math.sin(angle), data.frame.height * Math.cos(angle)) * depth * view.scale;
    if (long > (arc.end - arc.start) * speed(middle)) continue;
    let angle = middle - long / 2 / speed(middle);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = palette.muted;
    context.font = font;
    for (const letter of letters) {
      const step = (textWidth(context, font, letter) + 2.5) / speed(angle);
      const point = onRing(view, angle + step / 2, depth);
      context.save();
      context.translate(point.x, point.y);
      context.rotate(point.out + (upside ? -Math.PI / 2 : Math.PI / 2));
      halo(context, letter, 0, 0);
      context.restore();
      angle += step;
    }
  }
}

function halo(context, text, x, y) {
  context.strokeStyle = "rgba(255,255,255,0.9)";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

function paintLinks(context, view, links, strength, thick = (type) => (type.width > 2 ? 1.8 : 1.3)) {
  for (const link of links) {
    const type = types.get(link.type);
    context.beginPath();
    context.moveTo(...at(view, byId.get(link.from)));
    context.lineTo(...at(view, byId.get(link.to)));
    context.setLineDash(link.basis === "recalled" ? [5, 4] : []);
    context.strokeStyle = faded(type.colour, strength(type));
    context.lineWidth = thick(type);
    context.stroke();
  }
  context.setLineDash([]);
}

function paintNodes(context, view, nodes) {
  for (const node of nodes) drawShape(context, kinds.get(node.kind), ...at(view, node), Math.max(2.2, node.size * view.scale));
}

/** The chosen one, what it is linked to, and the lines between. */
function around(id) {
  const links = linksOf.get(id).filter((link) => shownLinks.has(link.number));
  const near = new Set([id]);
  for (const link of links) near.add(link.from).add(link.to);
  return { links, near };
}

/** Over the network: what is chosen and all names. */
function paintOver(context, view) {
  const chosen = state.selected && shownNodes.has(state.selected) ? state.selected : null;
  const quiet = chosen && !(data.focus === chosen);
  let near = null;
  if (chosen) {
    const { links, near: found } = around(chosen);
    near = found;
    if (quiet) {
      context.fillStyle = "rgba(255,255,255,0.8)";
      context.fillRect(0, 0, view.width, view.height);
      paintLinks(context, view, links, () => 0.75);
      paintNodes(context, view, [...near].filter((id) => shownNodes.has(id)).map((id) => byId.get(id)));
    }
  }
  if (hovered && hovered !== chosen) {
    const { links, near: beside } = around(hovered);
    paintLinks(context, view, links, () => 0.9);
    paintNodes(context, view, [...beside].map((id) => byId.get(id)));
  }
  paintArcNames(context, view);
  paintNames(context, view, chosen, quiet ? near : null);
  if (chosen) paintMark(context, view, byId.get(chosen));
  if (hovered) paintTip(context, view, byId.get(hovered));
}

function paintMark(context, view, node) {
  const [x, y] = at(view, node);
  context.beginPath();
  context.arc(x, y, Math.max(2.2, node.size * view.scale) + 4, 0, 2 * Math.PI);
  context.lineWidth = 1.5;
  context.strokeStyle = palette.ink;
  context.stroke();
}

function paintNames(context, view, chosen, near) {
  placed = [];
  const shown = [...shownNodes].map((id) => byId.get(id));
  paintRingNames(context, view, shown.filter((node) => node.angle !== undefined), near);
  const weight = (node) => linksOf.get(node.id).length + (node.kind === "Mechanism" ? 10000 : 0) + (node.listed ? 1000 : 0) + (node.level === "global" ? 500 : 0);
  const rank = (node) => (node.id === chosen ? 3e6 : 0) + (near && near.has(node.id) ? 1e6 : 0) + weight(node);
  const inside = shown.filter((node) => node.angle === undefined && visible(view, node)).sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
  const marks = inside.filter((node) => data.focus || node.kind === "Mechanism" || (near && near.has(node.id))).map((node) => {
    const [x, y] = at(view, node);
    const r = Math.max(3, node.size * view.scale * 0.7);
    return { id: node.id, box: [x - r, y - r, x + r, y + r] };
  });
  const small = Math.min(11, Math.max(9.5, view.scale * 44)); // a little less where all is little
  const boxes = [];
  for (const node of inside) {
    const strong = !near || near.has(node.id);
    const against = near && strong ? marks.filter((mark) => near.has(mark.id)) : marks;
    const main = node.kind === "Mechanism" || node.id === chosen;
    const size = node.id === chosen ? 14 : small + (main ? 1.5 : 0);
    const font = `${main && strong ? 600 : 400} ${size}px ${FONT}`;
    const full = node.note ? `${node.label}*` : node.label;
    let [text, box] = [full, null];
    for (const room of main ? [190, 96] : [data.focus ? 190 : 120]) {
      text = cut(context, font, full, room);
      box = freePlace(context, view, node, font, size, text, boxes, against);
      if (box) break;
    }
    if (!box) continue;
    boxes.push(box);
    placed.push({ id: node.id, text, box });
    context.font = font;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillStyle = strong ? kinds.get(node.kind).ink : palette.dimmed;
    halo(context, text, box[0] + 2, (box[1] + box[3]) / 2);
  }
}

function visible(view, node) {
  const [x, y] = at(view, node);
  return x > -20 && y > -20 && x < view.width + 20 && y < view.height + 20;
}

/** The first of the places round a node where its name meets no other name and no mechanism. */
function freePlace(context, view, node, font, size, text, boxes, marks) {
  const [x, y] = at(view, node);
  const wide = textWidth(context, font, text) + 4;
  const high = size * 1.25;
  const off = Math.max(3, node.size * view.scale) + 2;
  const sides = [[x + off, y - high / 2], [x - off - wide, y - high / 2]];
  if (node.x > 0) sides.reverse(); // towards the middle first
  const corners = [-off, off - wide].flatMap((dx) => [[x + dx, y + off], [x + dx, y - off - high]]);
  const places = [[x - wide / 2, y + off], [x - wide / 2, y - off - high], ...sides, ...corners];
  for (const [left, top] of places) {
    const box = [left, top, left + wide, top + high];
    if (outside(view, box)) continue;
    const meets = (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
    if (!boxes.some(meets) && !marks.some((mark) => mark.id !== node.id && meets(mark.box))) return box;
  }
  return null;
}

/** Whether a corner of a box comes near the ring, where other names stand. */
function outside(view, box) {
  const a = data.frame.width * view.scale;
  const b = data.frame.height * view.scale;
  const limit = 1 - 22 / b;
  return [0, 2].some((h) => [1, 3].some((v) => Math.hypot((box[h] - view.x) / a, (box[v] - view.y) / b) > limit));
}

/** Names on the outer ring, each outwards from its place, as large as the room between two. */
function paintRingNames(context, view, nodes, near) {
  if (!nodes.length) return;
  const room = nextOnRing * view.scale;
  const size = Math.min(13, Math.max(7.5, room * 1.12));
  const all = room > slotNow;
  const longest = ringRoom(view.height);
  for (const node of nodes) {
    const strong = !near || near.has(node.id);
    if (!all && !(near && strong)) continue;
    const point = onRing(view, node.angle, 1);
    const off = Math.max(2.2, node.size * view.scale) + 4;
    const bold = near && strong;
    const font = `${bold ? 600 : 400} ${size}px ${FONT}`;
    const text = cut(context, font, node.note ? `${node.label}*` : node.label, longest);
    const flip = Math.cos(point.out) < 0;
    context.save();
    context.translate(point.x + Math.cos(point.out) * off, point.y + Math.sin(point.out) * off);
    context.rotate(flip ? point.out + Math.PI : point.out);
    context.font = font;
    context.textAlign = flip ? "right" : "left";
    context.textBaseline = "middle";
    context.fillStyle = strong ? kinds.get(node.kind).ink : palette.dimmed;
    context.fillText(text, 0, 0);
    context.restore();
    placed.push({ id: node.id, text, ray: { x: point.x, y: point.y, out: point.out, long: off + textWidth(context, font, text), high: size } });
  }
}

/** The full name of what the pointer is on. */
function paintTip(context, view, node) {
  const [x, y] = at(view, node);
  const font = `600 13px ${FONT}`;
  const text = cut(context, font, named(node), Math.min(420, view.width - 40));
  const wide = textWidth(context, font, text) + 16;
  const left = Math.min(Math.max(6, x - wide / 2), view.width - wide - 6);
  const top = y > 44 ? y - 40 : y + 14;
  context.fillStyle = palette.paper;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  context.rect(left, top, wide, 26);
  context.fill();
  context.stroke();
  context.font = font;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = kinds.get(node.kind).ink;
  context.fillText(text, left + 8, top + 13.5);
}

/** What stands at a place on the screen: a name, else the nearest sign, else nothing. */
function thingAt(x, y) {
  for (const { id, box, ray } of placed) {
    if (box && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]) return id;
    if (ray) {
      const along = (x - ray.x) * Math.cos(ray.out) + (y - ray.y) * Math.sin(ray.out);
      const aside = (y - ray.y) * Math.cos(ray.out) - (x - ray.x) * Math.sin(ray.out);
      if (along > -4 && along < ray.long && Math.abs(aside) < ray.high / 2) return id;
    }
  }
  const view = currentView();
  let [nearest, least] = [null, 13];
  for (const id of shownNodes) {
    const [nx, ny] = at(view, byId.get(id));
    const distance = Math.hypot(nx - x, ny - y) - Math.max(0, byId.get(id).size * view.scale - 4);
    if (distance < least) [nearest, least] = [id, distance];
  }
  return nearest;
}

/** Runs a painter in pixels of the screen instead of units of the map. */
function inPixels(context, painter) {
  context.save();
  const ratio = network.canvas.pixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  painter(context, currentView());
  context.restore();
}

function followPointer() {
  network.on("beforeDrawing", (context) => inPixels(context, paintGround));
  network.on("afterDrawing", (context) => inPixels(context, paintOver));
  network.on("click", ({ pointer }) => select(thingAt(pointer.DOM.x, pointer.DOM.y)));
  const area = $("canvas");
  let waiting = false;
  const hover = (id) => {
    if (id === hovered) return;
    hovered = id;
    area.classList.toggle("over", Boolean(id));
    network.redraw();
  };
  area.addEventListener("pointermove", (event) => {
    if (waiting || event.buttons) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const frame = area.getBoundingClientRect();
      hover(thingAt(event.clientX - frame.left, event.clientY - frame.top));
    });
  });
  area.addEventListener("pointerleave", () => hover(null));
}
