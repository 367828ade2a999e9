/* What can be taken away: the table, the table as CSV, the picture as PNG, the address. */

const PAGE = 250;
let rows = [];
let written = 0;

function shownRows() {
  return [...shownLinks].sort((a, b) => a - b).map((number) => data.links[number]);
}

function showTable() {
  if (!$("table").open) return;
  rows = shownRows();
  written = 0;
  $("table").querySelector("tbody").replaceChildren();
  moreRows();
}

function sourceTexts(link) {
  return link.sources.map(([id, place]) => [Object.hasOwn(data.sources, id) ? sourceTitle(data.sources[id]) : id, place].filter(Boolean).join(", "));
}

function linkText(link) {
  const told = (link.told || []).map(([key, value]) => `${say(key)} “${value}”`).join("; ");
  return told ? `${say(`link.${link.type}`)} (${told})` : say(`link.${link.type}`);
}

function moreRows() {
  const body = $("table").querySelector("tbody");
  for (const link of rows.slice(written, written + PAGE)) {
    const cells = [named(byId.get(link.from)), linkText(link), named(byId.get(link.to)), link.when, basisText(link), sourceTexts(link).join("; ")];
    body.append(make("tr", {}, ...cells.map((text) => make("td", { text }))));
  }
  written = Math.min(written + PAGE, rows.length);
  $("more").hidden = written >= rows.length;
  $("more").textContent = say("table.more", { count: count(Math.min(PAGE, rows.length - written)) });
}

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  showStatus(say("said.saved", { file: name }));
}

function fileName(ending) {
  const what = foldedText(data.focus ? byId.get(data.focus).label : "mechanisms").replaceAll(" ", "-") || "map";
  return `iscm-${what}-${data.receipt}.${ending}`;
}

/** A cell that no spreadsheet takes for a formula, quoted. */
function cell(value) {
  const text = String(value ?? "");
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function saveTable() {
  const head = ["fact", "from_id", "from", "link", "to_id", "to", "dates", "basis", "rule", "sources", "from_note", "to_note"];
  const lines = shownRows().map((link) => {
    const [from, to] = [byId.get(link.from), byId.get(link.to)];
    return [link.id, from.id, from.name, linkText(link), to.id, to.name, link.when, link.basis, link.rule, sourceTexts(link).join("; "), from.note, to.note];
  });
  const text = [head, ...lines, [], [data.title], [saidShown()], [data.source_line], [say("note.disclaimer")]]
    .map((line) => line.map(cell).join(",")).join("\r\n");
  save(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }), fileName("csv"));
}

// -- the picture --------------------------------------------------------------------------------

function wrapped(context, font, text, room) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (textWidth(context, font, longer) <= room || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The present view on a sheet with title, legend, source line and notes; twice the pixels. */
function drawSheet() {
  const now = currentView();
  const ratio = 2;
  const sheet = document.createElement("canvas");
  const context = sheet.getContext("2d");
  const pad = 28;
  const wide = Math.max(now.width, 900);
  const small = `400 11.5px ${FONT}`;
  const notes = data.notes.filter(({ id }) => shownNodes.has(id)).map(({ name, note }) => `* ${name}: ${note}`);
  const chosen = state.selected ? ` ${say("said.selected", { name: byId.get(state.selected).name })}` : "";
  const said = wrapped(context, `400 13px ${FONT}`, `${data.subtitle}. ${saidShown()}${chosen}`, wide - 2 * pad);
  const foot = [data.source_line, ...notes, say("note.disclaimer")].flatMap((text) => wrapped(context, small, text, wide - 2 * pad));
  const legend = legendLines(context, wide - 2 * pad);
  const top = 62 + said.length * 18 + legend.length * 22 + 8;
  const high = top + now.height + foot.length * 16 + pad + 10;
  sheet.width = wide * ratio;
  sheet.height = high * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, wide, high);
  context.textBaseline = "alphabetic";
  const write = (font, colour, text, x, y) => {
    context.font = font;
    context.fillStyle = colour;
    context.textAlign = "left";
    context.fillText(text, x, y);
  };
  write(`600 21px ${FONT}`, palette.ink, data.title, pad, 46);
  said.forEach((line, number) => write(`400 13px ${FONT}`, palette.muted, line, pad, 70 + number * 18));
  legend.forEach((line, number) => paintLegend(context, line, pad, 74 + said.length * 18 + number * 22));
  foot.forEach((line, number) => write(small, palette.muted, line, pad, top + now.height + 26 + number * 16));
  context.save();
  context.beginPath();
  context.rect((wide - now.width) / 2, top, now.width, now.height);
  context.clip();
  context.translate((wide - now.width) / 2, top);
  paintGround(context, now);
  const strength = Math.min(0.6, Math.max(0.12, 6.5 / Math.sqrt(shownLinks.size + 1)));
  paintLinks(context, now, shownRows(), (type) => (type.width > 2 ? Math.min(0.85, strength * 2.2) : strength),
    (type) => Math.max(0.5, type.width * (data.focus ? 2.5 : 1) * now.scale)); // as the network draws them
  paintNodes(context, now, [...shownNodes].map((id) => byId.get(id)));
  hovered = null;
  paintOver(context, now);
  context.restore();
  return sheet;
}

const LEGEND = `400 12px ${FONT}`;

/** The kinds and links that are shown, in as many lines as they need. */
function legendLines(context, room) {
  const items = [
    ...data.kinds.filter(({ label }) => counts.kinds.get(label)).map((kind) => ({ kind, text: say(`kinds.${kind.label}`) })),
    ...data.types.filter(({ type }) => counts.types.get(type) && !state.hiddenTypes.has(type)).map((type) => ({ type, text: say(`link.${type.type}`) })),
  ];
  const lines = [[]];
  let x = 0;
  for (const item of items) {
    const wide = 21 + textWidth(context, LEGEND, item.text) + 18;
    if (x + wide > room && x) {
      lines.push([]);
      x = 0;
    }
    lines[lines.length - 1].push({ ...item, x });
    x += wide;
  }
  return lines;
}

function paintLegend(context, line, left, y) {
  for (const { kind, type, text, x } of line) {
    if (kind) drawShape(context, kind, left + x + 8, y, 5.5);
    else {
      context.beginPath();
      context.moveTo(left + x, y);
      context.lineTo(left + x + 16, y);
      context.lineWidth = 2.5;
      context.strokeStyle = type.colour;
      context.stroke();
    }
    context.font = LEGEND;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillStyle = palette.ink;
    context.fillText(text, left + x + 21, y);
  }
}

function savePicture() {
  drawSheet().toBlob((blob) => save(blob, fileName("png")), "image/png");
}

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.href);
  } catch { // no clipboard for this page: a field that can be copied from does it too
    const field = make("input", { type: "text", value: location.href });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  showStatus(say("said.copied"));
}
