// Builds static/dist: bundles, fonts cut to what we show, the map, a manifest, compressed twins.
//   node build.mjs            once
//   node build.mjs --watch    again whenever css/, js/ or icons/ change (for development)
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { cutFonts, lastResortFonts } from "./fonts.mjs";
import { drawMap } from "./map.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const fresh = path.join(here, "dist.new");

/** Write bytes under a name that carries their digest; return that name. */
function store(name, bytes, folder = "") {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  const file = path.posix.join(folder, `${stem}-${digest}${ext}`);
  mkdirSync(path.join(fresh, folder), { recursive: true });
  writeFileSync(path.join(fresh, file), bytes);
  return file;
}

/** Put a .gz and a .br beside every text file, where that saves something. */
function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) compress(file);
    else if (/\.(css|js|json|svg|txt)$/.test(entry.name) && statSync(file).size > 500) {
      const bytes = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    }
  }
}

/** Keep yesterday's files beside the new ones: a server that still runs, or a page that is still open, asks for them. */
function keepOldFiles(old, now) {
  if (!existsSync(old)) return;
  for (const entry of readdirSync(old, { withFileTypes: true })) {
    const [from, to] = [path.join(old, entry.name), path.join(now, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(to, { recursive: true });
      keepOldFiles(from, to);
    } else if (!existsSync(to) && /-[0-9a-f]{10}\./.test(entry.name) && Date.now() - statSync(from).mtimeMs < 24 * 3600e3) {
      cpSync(from, to, { preserveTimestamps: true });
    }
  }
}

const options = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  legalComments: "none",
  target: ["es2022", "safari16.4", "chrome111", "firefox115"],
  supported: { nesting: true },
  logLevel: "warning",
};

async function bundle(entry, extra = {}) {
  const result = await build({ ...options, ...extra, entryPoints: [entry] });
  return result.outputFiles[0].text;
}

async function run() {
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  const manifest = {};

  // Fonts first: their names go into the style sheet.
  const faces = await cutFonts((name, bytes) => store(name, bytes, "fonts"), manifest);
  const fallback = lastResortFonts((name, bytes) => store(name, bytes, "fonts"));
  for (const [name, css] of Object.entries(fallback)) manifest[name] = store(name, css);

  const css = await bundle("css/app.css");
  manifest["app.css"] = store("app.css", faces + css);

  const define = { FALLBACK_FONTS: JSON.stringify(Object.fromEntries(Object.keys(fallback).map((name) => [name.replace(/^fonts-|\.css$/g, ""), manifest[name]]))) };
  for (const name of ["app", "search", "card"]) {
    manifest[`${name}.js`] = store(`${name}.js`, await bundle(`js/${name}.ts`, { format: "esm", define }));
  }
  // Packs are opened from disk, where a browser runs no modules and finds no fonts of ours.
  manifest["pack.css"] = store("pack.css", await bundle("css/pack.css"));
  manifest["pack.js"] = store("pack.js", await bundle("js/pack.ts", { format: "iife" }));
  manifest["favicon.svg"] = store("favicon.svg", readFileSync(path.join(here, "icons/favicon.svg")));

  // The worker comes last: it carries the digest of all other parts, so that a new build is a new worker.
  const digest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex").slice(0, 10);
  manifest["sw.js"] = store("sw.js", await bundle("js/sw.ts", { format: "esm", define: { BUILD: JSON.stringify(digest) } }));
  cpSync(path.join(here, "icons"), path.join(fresh, "icons"), { recursive: true });

  const map = JSON.stringify(drawMap(path.join(here, "..", "courses")));
  writeFileSync(path.join(fresh, "map.json"), map);
  for (const font of readdirSync(path.join(here, "node_modules/@fontsource-variable"))) {
    // The Open Font License travels with the fonts.
    cpSync(path.join(here, "node_modules/@fontsource-variable", font, "LICENSE"), path.join(fresh, "licences", `${font}.txt`));
  }
  writeFileSync(path.join(fresh, "manifest.json"), JSON.stringify(manifest, null, 1));
  compress(fresh);
  keepOldFiles(dist, fresh);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  const size = (file) => statSync(path.join(dist, file)).size;
  for (const [name, file] of Object.entries(manifest)) {
    console.log(`${name.padEnd(24)} ${String(size(file)).padStart(8)} B  ${existsSync(path.join(dist, `${file}.br`)) ? `${size(`${file}.br`)} B br` : ""}`);
  }
  console.log(`${"map.json".padEnd(24)} ${String(map.length).padStart(8)} B`);
}

await run();

if (process.argv.includes("--watch")) {
  let timer;
  for (const folder of ["css", "js", "icons"]) {
    watch(path.join(here, folder), () => {
      clearTimeout(timer);
      timer = setTimeout(() => run().catch((error) => console.error(error.message)), 150);
    });
  }
  console.log("watching css/, js/, icons/");
}
