/* What the other scripts of a map's page share: the data, words, small tools, the network. */
/* global vis */

const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const palette = data.palette;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const byId = new Map(data.nodes.map((node) => [node.id, node]));
const kinds = new Map(data.kinds.map((kind) => [kind.label, kind]));
const types = new Map(data.types.map((type) => [type.type, type]));
const linksOf = new Map(data.nodes.map((node) => [node.id, []]));
data.links.forEach((link, number) => {
  link.number = number;
  linksOf.get(link.from).push(link);
  linksOf.get(link.to).push(link);
});
for (const place of data.picture.nodes) Object.assign(byId.get(place.id), { x: place.x, y: place.y, size: place.size });

/** A word of the page with its gaps filled. */
function say(key, gaps = {}) {
  const text = Object.hasOwn(words, key) ? words[key] : key;
  return text.replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? String(gaps[gap]) : whole));
}

/** An element; text goes in as text, never as HTML. */
function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key === "text") element.textContent = value;
    else if (key === "class") element.className = value;
    else if (key === "click") element.addEventListener("click", value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function $(id) {
  return document.getElementById(id);
}

/** A name as it is shown: with an asterisk where a designation note belongs to it. */
function named(node) {
  return node.note ? `${node.name}*` : node.name;
}

function count(number) {
  return number.toLocaleString(data.language);
}

/** The path of a kind's shape round a place, for canvas. */
function shapePath(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "diamond") {
    context.moveTo(x, y - r); context.lineTo(x + r, y); context.lineTo(x, y + r); context.lineTo(x - r, y);
  } else if (shape === "square") {
    context.rect(x - r, y - r, 2 * r, 2 * r);
  } else if (shape === "triangle") {
    context.moveTo(x, y - r); context.lineTo(x + r, y + r * 0.8); context.lineTo(x - r, y + r * 0.8);
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
  context.closePath();
}

function drawShape(context, kind, x, y, r) {
  shapePath(context, kind.shape, x, y, r);
  context.fillStyle = kind.shape === "ring" ? palette.paper : kind.colour;
  context.fill();
  context.lineWidth = r * (kind.shape === "ring" ? 0.45 : 0.2);
  context.strokeStyle = kind.shape === "ring" ? kind.colour : palette.paper;
  context.stroke();
}

const SVG = "http://www.w3.org/2000/svg";

function svgPart(tag, attributes) {
  const part = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  return part;
}

/** A kind's sign in the legend, the same shape as on the map. */
function sign(kind) {
  const svg = svgPart("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" });
  const ring = kind.shape === "ring";
  const look = { fill: ring ? palette.paper : kind.colour, stroke: kind.colour, "stroke-width": ring ? 2.2 : 0 };
  const made = {
    diamond: () => svgPart("path", { d: "M9 1 17 9 9 17 1 9Z", ...look }),
    square: () => svgPart("rect", { x: 3.5, y: 3.5, width: 11, height: 11, ...look }),
    triangle: () => svgPart("path", { d: "M9 2 16.5 15.5H1.5Z", ...look }),
  }[kind.shape] || (() => svgPart("circle", { cx: 9, cy: 9, r: ring ? 5 : 6, ...look }));
  svg.append(made());
  return svg;
}

function lineSign(type) {
  const svg = svgPart("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" });
  svg.append(svgPart("path", { d: "M1 9H17", stroke: type.colour, "stroke-width": 1 + type.width, fill: "none" }));
  return svg;
}

/** A colour #rrggbb with a share of opacity. */
function faded(colour, share) {
  const value = Number.parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${share})`;
}

function visNode(place) {
  const kind = kinds.get(byId.get(place.id).kind);
  const ring = kind.shape === "ring";
  return {
    id: place.id, x: place.x, y: place.y, size: ring ? place.size * 0.75 : place.size, shape: ring ? "dot" : kind.shape,
    borderWidth: ring ? 1.6 : 0.6,
    color: { background: ring ? palette.paper : kind.colour, border: ring ? kind.colour : palette.paper },
  };
}

/** What the filters leave, as ids of nodes and numbers of links; view.js keeps them. */
const shownNodes = new Set();
const shownLinks = new Set();
let nodeView = null;
let edgeView = null;
let network = null;

function visEdge(edge) {
  const colour = types.get(data.links[edge.id].type).colour;
  return { id: edge.id, from: edge.from, to: edge.to, width: edge.width, dashes: Boolean(edge.dashes), color: { color: colour } };
}

function makeNetwork() {
  nodeView = new vis.DataView(new vis.DataSet(data.picture.nodes.map(visNode)), { filter: (item) => shownNodes.has(item.id) });
  edgeView = new vis.DataView(new vis.DataSet(data.picture.edges.map(visEdge)), { filter: (item) => shownLinks.has(item.id) });
  network = new vis.Network($("canvas"), { nodes: nodeView, edges: edgeView }, {
    autoResize: false, // start.js follows the box of the canvas
    physics: false,
    layout: { improvedLayout: false },
    nodes: { labelHighlightBold: false, chosen: false },
    edges: { smooth: false, chosen: false, selectionWidth: 0, hoverWidth: 0 },
    interaction: { dragNodes: false, selectable: false, hover: false, zoomSpeed: 0.7, keyboard: false },
  });
  network.canvas.frame.tabIndex = -1; // the list, the search and the table are the way by keyboard
}

const SLOT = 5.6; // pixels from one name on the ring to the next, below which none is written
let slotNow = SLOT; // where names do not fit the canvas, they come with zooming in

/** Longest name on the ring, in pixels, on a canvas so high; longer ones are cut. */
function ringRoom(height) {
  return data.focus ? 190 : Math.min(116, Math.max(72, height * 0.135));
}

/** The least distance between two places on the ring, in units of the map. */
const nextOnRing = (() => {
  const { width: a, height: b } = data.frame;
  const angles = data.nodes.map((node) => node.angle).filter((angle) => angle !== undefined).sort((x, y) => x - y);
  return angles.slice(1).reduce((least, angle, i) => Math.min(least, (angle - angles[i]) * Math.hypot(a * Math.sin(angle), b * Math.cos(angle))), Infinity);
})();

/** Scale at which the outer ring just fills a canvas, with the names on it if they can be read. */
function fitted(width, height) {
  const context = document.createElement("canvas").getContext("2d");
  const font = `${data.focus ? 13 : 9}px ${FONT}`;
  const { width: a, height: b } = data.frame;
  const bare = Math.min((width - 44) / (2 * a), (height - 44) / (2 * b));
  let scale = bare;
  for (const { angle, label } of data.nodes) {
    if (angle === undefined) continue;
    const long = Math.min(ringRoom(height), textWidth(context, font, label)) + 18;
    const [x, y] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const out = Math.atan2(a * y, b * x);
    if (x > 0.05) scale = Math.min(scale, (width / 2 - long * Math.cos(out) - 4) / (a * x));
    if (y > 0.05) scale = Math.min(scale, (height / 2 - long * Math.sin(out) - 4) / (b * y));
  }
  const readable = scale * nextOnRing > SLOT;
  slotNow = readable ? SLOT : Math.max(SLOT, bare * nextOnRing * 1.15);
  return Math.max(readable ? scale : bare, 0.05);
}

let whole = true; // whether the whole map is shown, as the reader left it

function fit(animated) {
  whole = true;
  const { clientWidth, clientHeight } = $("canvas");
  const animation = animated && !calm.matches ? { duration: 350 } : false;
  network.moveTo({ position: { x: 0, y: 0 }, scale: fitted(clientWidth, clientHeight), animation });
}

function zoom(factor) {
  whole = false;
  network.moveTo({ scale: network.getScale() * factor, animation: calm.matches ? false : { duration: 200 } });
}
