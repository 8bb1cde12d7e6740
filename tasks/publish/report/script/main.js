// Draws the page, and draws anew what depends on its width or colours.

function drawCharts() {
  drawTimeChart();
  drawMap();
  drawConfidence();
  drawLineChart();
}

function chooseTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const name = () => {
    byId("theme").textContent = isDark() ? "Light" : "Dark";
    byId("theme").setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
  };
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
  });
  dark.addEventListener("change", name);
  name();
}

/** Mark in the bar which part of the report is in view. */
function followScroll() {
  const links = new Map([...document.querySelectorAll("#parts a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        const link = links.get(target.id);
        link.setAttribute("aria-current", "true");
        byId("parts").scrollLeft = link.offsetLeft - byId("parts").offsetLeft - 40;
      }
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  for (const section of document.querySelectorAll("main > section")) seen.observe(section);
}

function redrawOnResize() {
  let width = window.innerWidth;
  let waiting = 0;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(drawCharts);
  });
}

drawHead();
drawDisputed();
drawSeries();
drawTime();
drawEvents();
drawPlaces();
drawVoices();
drawRangeChoices();
drawTable();
drawArticles();
drawQuality();
drawCharts();
chooseTheme();
followScroll();
redrawOnResize();
fill(
  "foot",
  `Made by newsfigures ${run?.version ?? ""} from the tables that lie beside this file. It holds everything that it shows and asks for nothing. Map: Natural Earth; charts: D3 and Observable Plot.`,
);
document.addEventListener("keydown", moveAmongRows);
reader.addEventListener("close", readerClosed);
reader.addEventListener("click", (event) => event.target === reader && reader.close());
window.addEventListener("hashchange", followAddress);
followAddress();
