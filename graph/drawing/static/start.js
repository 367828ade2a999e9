/* Starts the page: reads the address, makes the network, ties the buttons to what they do. */

makeControls();
makeSearch();
readAddress();
choose();
makeNetwork();
shade();
showControls();
showStatus();
showPanel();
followPointer();
fit(false);

network.once("afterDrawing", () => {
  requestAnimationFrame(() => { document.documentElement.dataset.drawn = String(Math.round(performance.now())); });
});

$("closer").addEventListener("click", () => zoom(1.4));
$("farther").addEventListener("click", () => zoom(1 / 1.4));
$("whole").addEventListener("click", () => fit(true));
$("wide").addEventListener("click", () => {
  const wide = document.querySelector("main").classList.toggle("wide");
  $("wide").setAttribute("aria-pressed", String(wide));
});
$("png").addEventListener("click", savePicture);
$("csv").addEventListener("click", saveTable);
$("copy").addEventListener("click", copyAddress);
$("more").addEventListener("click", moreRows);
$("table").addEventListener("toggle", showTable);
addEventListener("hashchange", () => { readAddress(); apply(); });

// The canvas follows its box; the view follows while the whole map is shown.
for (const moved of ["zoom", "dragStart"]) network.on(moved, () => { whole = false; });
let first = true;
new ResizeObserver(() => {
  if (first) first = false; // said once at the beginning, when nothing has changed yet
  else {
    network.setSize("100%", "100%");
    if (whole) fit(false);
    else network.redraw();
  }
}).observe($("canvas"));

/** For tests and for pages that hold the map: what stands where. */
window.iscmMap = {
  placed: () => placed,
  shown: () => ({ nodes: shownNodes.size, links: shownLinks.size }),
  search: (text) => search(text).map(({ node }) => node.id),
  spot: (id) => at(currentView(), byId.get(id)),
  sheet: () => drawSheet().toDataURL("image/png"),
};
