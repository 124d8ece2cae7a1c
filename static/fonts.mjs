// Noto Sans, cut down: only the characters that our 13 languages and their readings need, only the weights 400 to 700.
// A Latin page then loads one file of 20 kB instead of 36 kB, and a macron (ō) costs 19 kB instead of 168 kB.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import subset from "subset-font";

const require = createRequire(import.meta.url);
const folder = (name) => path.dirname(require.resolve(`@fontsource-variable/${name}/package.json`));

/** name in dist, package, file, characters. Latin first: it is what most pages preload. */
const CUTS = [
  ["latin", "noto-sans", "noto-sans-latin-wght-normal.woff2",
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-200B,U+2010-205E,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215"],
  // Central European names, pinyin, Hepburn, ISO 15919 and the usual romanisations of Arabic, currency signs
  ["latin-ext", "noto-sans", "noto-sans-latin-ext-wght-normal.woff2",
    "U+0100-0130,U+0132-0151,U+0154-017F,U+01CD-01DC,U+01F8-01F9,U+0218-021B,U+02BE-02BF,U+0300-0304,U+0306-030C,U+0310,U+0323-0325,U+0331,U+1E0C-1E0F,U+1E20-1E21,U+1E24-1E25,U+1E28-1E2B,U+1E32-1E3B,U+1E3E-1E45,U+1E48-1E49,U+1E5A-1E5F,U+1E60-1E63,U+1E6C-1E6F,U+1E92-1E96,U+20A0-20AB,U+20AD-20BF"],
  ["greek", "noto-sans", "noto-sans-greek-wght-normal.woff2", "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF"],
  ["arabic", "noto-sans-arabic", "noto-sans-arabic-arabic-wght-normal.woff2", "U+0600-06FF,U+200C-200F"],
  ["devanagari", "noto-sans-devanagari", "noto-sans-devanagari-devanagari-wght-normal.woff2", "U+0900-097F,U+1CD0-1CF9,U+200C-200D,U+20B9,U+25CC,U+A8E0-A8FF"],
];

/** The family of each cut: one name for the European scripts, own names where leading and order differ. */
const FAMILY = { arabic: "Noto Sans Arabic Web", devanagari: "Noto Sans Devanagari Web" };

/** Chinese, Japanese and Korean: the system's own first; these only where a machine has none (js/fonts.ts asks). */
const LAST_RESORT = { ja: ["noto-sans-jp", "Noto Sans JP Web"], zh: ["noto-sans-sc", "Noto Sans SC Web"], ko: ["noto-sans-kr", "Noto Sans KR Web"] };

function characters(ranges) {
  let text = "";
  for (const part of ranges.split(",")) {
    const [first, last = first] = part.replace("U+", "").split("-").map((hex) => Number.parseInt(hex, 16));
    for (let point = first; point <= last; point++) text += String.fromCodePoint(point);
  }
  return text;
}

const face = (family, file, ranges, weights) =>
  `@font-face{font-family:"${family}";font-style:normal;font-weight:${weights};font-display:swap;src:url("${file}") format("woff2");unicode-range:${ranges}}\n`;

/** Store the cut fonts; return their @font-face rules and add `font-latin.woff2` and so on to the manifest. */
export async function cutFonts(store, manifest) {
  let css = "";
  for (const [name, pack, file, ranges] of CUTS) {
    const whole = readFileSync(path.join(folder(pack), "files", file));
    const cut = await subset(whole, characters(ranges), { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } } });
    manifest[`font-${name}.woff2`] = store(`noto-sans-${name}.woff2`, cut);
    css += face(FAMILY[name] ?? "Noto Sans Web", manifest[`font-${name}.woff2`], ranges, "400 700");
  }
  return css;
}

/** Store the slices of the CJK fonts; return a style sheet for each, by its name in dist. */
export function lastResortFonts(store) {
  const sheets = {};
  for (const [language, [pack, family]] of Object.entries(LAST_RESORT)) {
    const base = folder(pack);
    const names = new Set(readdirSync(path.join(base, "files")));
    const css = readFileSync(path.join(base, "index.css"), "utf8");
    let sheet = "";
    for (const [, file, ranges] of css.matchAll(/url\(\.\/files\/([^)]+)\)[^;]*;\s*unicode-range:\s*([^;]+);/g)) {
      if (!names.has(file) || /-(latin|latin-ext|vietnamese|cyrillic|cyrillic-ext)-wght/.test(file)) continue;
      sheet += face(family, store(file, readFileSync(path.join(base, "files", file))), ranges.trim(), "100 900");
    }
    sheets[`fonts-${language}.css`] = sheet;
  }
  return sheets;
}
