// Draws the map of the markets from world-atlas: one backdrop and one shape a market, for the areas that
// courses/*/course.yaml names. A new market needs no change here.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { geoArea, geoCentroid, geoNaturalEarth1, geoPath } from "d3-geo";
import { feature, merge } from "topojson-client";

const require = createRequire(import.meta.url);
const WIDTH = 960;
const SOUTH = -55, NORTH = 74; // nothing to say about the ice
const OUTLINE = [480, 400]; // the largest that a market's own outline may be
const MARGIN = 12; // around it, so that a dot on the coast is whole
const NEAR = { large: 0.4, small: 0.1 }; // of the largest area's size: how far from it an island may lie to be drawn with it
const SMALL = 0.005; // of the largest area
const SMALLEST = 9; // square units of the picture; smaller islands are left out of the backdrop

/** ISO 3166-1 alpha-2 to the numbers that world-atlas uses. */
const NUMERIC = Object.fromEntries(
  `AD020 AE784 AF004 AG028 AI660 AL008 AM051 AO024 AR032 AS016 AT040 AU036 AW533 AX248 AZ031 BA070 BB052 BD050 BE056
  BF854 BG100 BH048 BI108 BJ204 BL652 BM060 BN096 BO068 BR076 BS044 BT064 BW072 BY112 BZ084 CA124 CD180 CF140 CG178
  CH756 CI384 CK184 CL152 CM120 CN156 CO170 CR188 CU192 CV132 CW531 CY196 CZ203 DE276 DJ262 DK208 DM212 DO214 DZ012
  EC218 EE233 EG818 EH732 ER232 ES724 ET231 FI246 FJ242 FK238 FM583 FO234 FR250 GA266 GB826 GD308 GE268 GG831 GH288
  GL304 GM270 GN324 GQ226 GR300 GS239 GT320 GU316 GW624 GY328 HK344 HM334 HN340 HR191 HT332 HU348 ID360 IE372 IL376
  IM833 IN356 IO086 IQ368 IR364 IS352 IT380 JE832 JM388 JO400 JP392 KE404 KG417 KH116 KI296 KM174 KN659 KP408 KR410
  KW414 KY136 KZ398 LA418 LB422 LC662 LI438 LK144 LR430 LS426 LT440 LU442 LV428 LY434 MA504 MC492 MD498 ME499 MF663
  MG450 MH584 MK807 ML466 MM104 MN496 MO446 MP580 MR478 MS500 MT470 MU480 MV462 MW454 MX484 MY458 MZ508 NA516 NC540
  NE562 NF574 NG566 NI558 NL528 NO578 NP524 NR520 NU570 NZ554 OM512 PA591 PE604 PF258 PG598 PH608 PK586 PL616 PM666
  PN612 PR630 PS275 PT620 PW585 PY600 QA634 RO642 RS688 RU643 RW646 SA682 SB090 SC690 SD729 SE752 SG702 SH654 SI705
  SK703 SL694 SM674 SN686 SO706 SR740 SS728 ST678 SV222 SX534 SY760 SZ748 TC796 TD148 TF260 TG768 TH764 TJ762 TL626
  TM795 TN788 TO776 TR792 TT780 TW158 TZ834 UA804 UG800 US840 UY858 UZ860 VA336 VC670 VE862 VG092 VI850 VN704 VU548
  WF876 WS882 YE887 ZA710 ZM894 ZW716`
    .trim().split(/\s+/).map((word) => [word.slice(0, 2), word.slice(2)]),
);

/** Where a label stands beside its shape instead of on it: small or crowded places. In units of the picture. */
const BESIDE = { KR: [6, 40, "start"], JP: [20, 5, "start"] };

function readAreas(courses) {
  const markets = {};
  if (!existsSync(courses)) return markets;
  for (const name of readdirSync(courses).sort()) {
    const file = path.join(courses, name, "course.yaml");
    if (!existsSync(file)) continue;
    const text = readFileSync(file, "utf8");
    const id = /^id:\s*([a-z0-9-]+)/m.exec(text)?.[1];
    const flow = /^areas:\s*\[([^\]]*)\]/m.exec(text)?.[1];
    const block = /^areas:\s*\n((?:\s*-\s*\S+\n?)+)/m.exec(text)?.[1];
    const areas = (flow ?? block ?? "").match(/\b[A-Z]{2}\b/g) ?? [];
    if (id && areas.length) markets[id] = areas;
  }
  return markets;
}

/** Leave out the points that matter least to the shape (Visvalingam): those whose triangle is under `least` square units. */
function simplify(ring, least) {
  const points = ring.slice(0, -1);
  const triangle = (index) => {
    const [a, b, c] = [-1, 0, 1].map((step) => points[(index + step + points.length) % points.length]);
    return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
  };
  while (points.length > 4) {
    let smallest = 0, area = Infinity;
    for (let index = 0; index < points.length; index++) {
      const here = triangle(index);
      if (here < area) [smallest, area] = [index, here];
    }
    if (area >= least) break;
    points.splice(smallest, 1);
  }
  return points;
}

/** Write rings as short relative path data with one decimal. */
function pathData(rings, least) {
  let out = "";
  const show = (tenths) => String(tenths / 10).replace(/^(-?)0\./, "$1.");
  for (const ring of rings) {
    const points = simplify(ring, least).map((point) => point.map((value) => Math.round(value * 10)));
    let [x, y] = points[0];
    out += `M${show(x)} ${show(y)}l`;
    points.slice(1).forEach(([nextX, nextY], index) => {
      const [dx, dy] = [show(nextX - x), show(nextY - y)];
      out += (index && !dx.startsWith("-") ? " " : "") + dx + (dy.startsWith("-") ? "" : " ") + dy;
      [x, y] = [nextX, nextY];
    });
    out += "z";
  }
  return out;
}

/** Project a geometry; return its rings as points of the picture. */
function project(geometry, projection) {
  const rings = [];
  let ring;
  const context = {
    moveTo(x, y) { ring = [[x, y]]; rings.push(ring); },
    lineTo(x, y) { ring.push([x, y]); },
    closePath() { ring.push(ring[0]); },
    arc() {}, beginPath() {},
  };
  geoPath(projection, context)(geometry);
  return rings;
}

function ringArea(ring) {
  let sum = 0;
  for (let index = 0; index < ring.length; index++) {
    const [x1, y1] = ring[index], [x2, y2] = ring[(index + 1) % ring.length];
    sum += x1 * y2 - x2 * y1;
  }
  return Math.abs(sum / 2);
}

const polygons = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).map((coordinates) => ({ type: "Polygon", coordinates }));

/** Draw a market by itself, large: its largest area and what lies near it, so that far islands do not make all the rest small.
 *  Degrees become units evenly, so that the server can place a city by its latitude and longitude. */
function drawOutline(shapes) {
  const boxOf = (shape) => {
    const points = shape.coordinates[0];
    const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
    return { west: Math.min(...xs), east: Math.max(...xs), south: Math.min(...ys), north: Math.max(...ys) };
  };
  const largest = shapes.reduce((best, shape) => (geoArea(shape) > geoArea(best) ? shape : best));
  const main = boxOf(largest);
  const near = shapes.filter((shape) => {
    const { west, east, south, north } = boxOf(shape);
    const [x, y] = [(west + east) / 2, (south + north) / 2];
    const near = geoArea(shape) < SMALL * geoArea(largest) ? NEAR.small : NEAR.large;
    const [nearX, nearY] = [(main.east - main.west) * near, (main.north - main.south) * near];
    return x > main.west - nearX && x < main.east + nearX && y > main.south - nearY && y < main.north + nearY;
  });
  const boxes = near.map(boxOf);
  const [west, east] = [Math.min(...boxes.map((box) => box.west)), Math.max(...boxes.map((box) => box.east))];
  const [south, north] = [Math.min(...boxes.map((box) => box.south)), Math.max(...boxes.map((box) => box.north))];
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(OUTLINE[0] / ((east - west) * narrow), OUTLINE[1] / (north - south));
  const frame = { west: west - MARGIN / (scale * narrow), north: north + MARGIN / scale, perLongitude: scale * narrow, perLatitude: scale };
  const rings = near.flatMap((shape) => shape.coordinates).map((ring) => ring.map(([x, y]) => [(x - frame.west) * frame.perLongitude, (frame.north - y) * frame.perLatitude]));
  const size = { width: Math.round((east - west) * frame.perLongitude + 2 * MARGIN), height: Math.round((north - south) * frame.perLatitude + 2 * MARGIN) };
  return { ...size, ...frame, path: pathData(rings.filter((ring) => ringArea(ring) > 2), 0.8) };
}

export function drawMap(courses) {
  const coarse = JSON.parse(readFileSync(require.resolve("world-atlas/countries-110m.json"), "utf8"));
  const fine = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
  const find = (atlas, id) => atlas.objects.countries.geometries.filter((geometry) => geometry.id === id);

  const frame = { type: "MultiPoint", coordinates: [[-168, 0], [178, 0], [0, NORTH], [0, SOUTH]] };
  const projection = geoNaturalEarth1().rotate([-10, 0]).fitWidth(WIDTH, frame);
  const top = projection([10, NORTH])[1], bottom = projection([10, SOUTH])[1];
  projection.translate([projection.translate()[0], projection.translate()[1] - top]);
  const height = Math.round(bottom - top);

  const land = merge(coarse, coarse.objects.countries.geometries.filter((geometry) => geometry.id !== "010"));
  const backdrop = project(land, projection).filter((ring) => ringArea(ring) > SMALLEST && ring.some(([, y]) => y > 0));

  const markets = {}, outlines = {};
  for (const [id, areas] of Object.entries(readAreas(courses))) {
    const shapes = [], close = [];
    for (const area of areas) {
      const number = NUMERIC[area];
      if (!number) throw new Error(`courses/${id}/course.yaml: the map knows no area ${area}; add it to NUMERIC in static/map.mjs`);
      const here = find(coarse, number);
      const atlas = here.length ? coarse : fine;
      const geometry = merge(atlas, here.length ? here : find(fine, number));
      shapes.push(...polygons(geometry));
      close.push(...polygons(merge(fine, find(fine, number))));
    }
    const all = shapes.flatMap((shape) => project(shape, projection));
    const speck = Math.max(...all.map(ringArea)) > 1000 ? 1.5 : 0.2;
    const rings = all.filter((ring) => ringArea(ring) > speck);
    const largest = shapes.reduce((best, shape) => (geoArea(shape) > geoArea(best) ? shape : best));
    const [x, y] = projection(geoCentroid(largest));
    const [dx, dy, place] = (areas.length === 1 && BESIDE[areas[0]]) || [0, 0, "middle"];
    const size = shapes.reduce((sum, shape) => sum + geoArea(shape), 0);
    const round = (value) => Math.round(value * 10) / 10;
    markets[id] = { path: pathData(rings, 0.25), x: round(x + dx), y: round(y + dy), place, dot: [round(x), round(y)], small: size < 0.03 };
    outlines[id] = drawOutline(close);
  }
  return { viewBox: `0 0 ${WIDTH} ${height}`, land: pathData(backdrop, 1.3), markets, outlines };
}
