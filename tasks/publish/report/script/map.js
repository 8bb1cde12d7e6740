// The map: countries tinted by their claims, places as dots.

const world = JSON.parse(byId("world").textContent);
const land = topojson.feature(world, world.objects.countries);
const borders = topojson.mesh(world, world.objects.countries, (a, b) => a !== b);
const FRAME = {
  type: "MultiPoint",
  coordinates: [
    [-178, 0],
    [178, 0],
    [0, 80],
    [0, -56],
  ],
}; // all but the Antarctic

function drawMap() {
  const claims = new Map(all.tallies.place_country.rows.map(([code, number]) => [code, number]));
  const most =
    d3.max(
      [...claims].filter(([code]) => code),
      ([, number]) => number,
    ) ?? 1;
  const tint = d3.scaleLog([1, Math.max(2, most)], [0.16, 0.62]).clamp(true);
  const width = chartWidth(byId("map"));
  const places = all.places.filter((place) => place.claims);
  const placeTitle = (place) =>
    `${[place.name, place.country && country(place.country)].filter(Boolean).join(", ")}\n${plural(place.claims, "claim")}` +
    (place.disputed ? `, ${count(place.disputed)} disputed` : "");
  showChart("map", {
    height: Math.round(width * 0.5),
    margin: 1,
    ariaLabel: "Map of claims",
    ariaDescription: "The same numbers stand in the list of countries.",
    projection: { type: "equal-earth", domain: FRAME, clip: "frame" },
    r: {
      range: [2, Math.max(6, Math.min(16, width / 45))],
      domain: [0, d3.max(places, (place) => place.claims) ?? 1],
    },
    marks: [
      Plot.sphere({ fill: "var(--sea)" }),
      Plot.geo(land, { fill: "var(--land)" }),
      Plot.geo(
        land.features.filter((shape) => claims.has(shape.id)),
        { fill: "var(--accent)", fillOpacity: (shape) => tint(claims.get(shape.id)) },
      ),
      Plot.geo(borders, { stroke: "var(--paper)", strokeWidth: 0.6 }),
      Plot.dot(places, {
        x: "longitude",
        y: "latitude",
        r: "claims",
        fill: "var(--ink)",
        fillOpacity: 0.5,
        stroke: (place) => (place.disputed ? "var(--disputed)" : "var(--paper)"),
        strokeWidth: (place) => (place.disputed ? 1.6 : 0.7),
        sort: { channel: "-r" },
      }),
      Plot.tip(
        places,
        Plot.pointer({
          x: "longitude",
          y: "latitude",
          title: placeTitle,
          fill: "var(--paper)",
          stroke: "var(--line)",
        }),
      ),
    ],
  });
}

function drawPlaces() {
  tableOnDemand("places-table", ["place", "country", "claims", "disputed"], () =>
    all.places.map((place) => [place.name, country(place.country), count(place.claims), count(place.disputed)]),
  );
  const rows = tallied("place_country", (code) => country(code), "place_country");
  drawRanks(
    "countries-list",
    rows.filter((row) => row.press),
    10,
  );
  const without =
    totals.claims -
    d3.sum(
      rows.filter((row) => row.press),
      (row) => row.claims,
    );
  const [top] = rows.filter((row) => row.press);
  const [dot] = all.places;
  const scale = [
    top && `The most strongly tinted country, ${top.text}, has ${plural(top.claims, "claim")}`,
    dot && `the largest dot, ${dot.name}, ${count(dot.claims)}`,
  ];
  const few = all.places.length >= 1500 ? ` The map has the ${count(all.places.length)} places with most claims.` : "";
  byId("places-note").textContent =
    (top ? `${scale.filter(Boolean).join("; ")}. ` : "") +
    (without
      ? `${plural(without, "claim")} (${share(without, totals.claims)}) have no place that could be told.`
      : "") +
    " A red ring: some of its claims are disputed." +
    few;
}
