// What a pack does with script, from a folder on disk: search, play, mark what is past its date. No network, no storage.
import { folding, type FoldingRules } from "./folding";

/** id, page, wording, reading, meaning, recording, keys (each between line breaks, after a space) */
type Row = [string, string, string, string, string, string, string];
declare global {
  interface Window {
    PACK_FOLDING?: FoldingRules;
    PACK_ENTRIES?: { languages: { tag: string; dir: string }[]; reading: string; rows: Row[] };
  }
}

const MOST = 50;
let audio: HTMLAudioElement | undefined;
let playing: HTMLElement | undefined;

function stop(): void {
  audio?.pause();
  if (playing) {
    delete playing.dataset.state;
    playing.removeAttribute("aria-current");
  }
  playing = undefined;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-play]") : null;
  if (!link) return;
  event.preventDefault();
  const again = link === playing;
  stop();
  if (again) return;
  audio ??= new Audio();
  audio.src = link.href;
  audio.onended = stop;
  playing = link;
  link.dataset.state = "playing";
  link.setAttribute("aria-current", "true");
  audio.play().catch((error: DOMException) => {
    if (error.name === "AbortError") return; // another one was pressed meanwhile
    stop();
    location.assign(link.href); // the browser's own player may still manage
  });
});

for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The pack may be read long after it was made: the day it is read decides what is past its date.
const today = new Date().toISOString().slice(0, 10);
for (const late of document.querySelectorAll<HTMLElement>("[data-check-from]")) {
  late.hidden = (late.dataset.checkFrom ?? "") > today;
}

/** Finds entries: each word of the question begins a word of a key, or lies within it in scripts without spaces. */
export function finder(rules: FoldingRules, rows: Row[]): (query: string) => Row[] {
  const folder = folding(rules);
  return (query) => {
    const asked = folder.words(query);
    if (!asked.length) return [];
    const needles = asked.map((word) => (folder.isCjk(word) ? word : ` ${word}`));
    const whole = ` ${asked.join(" ")}`;
    const squashed = ` ${asked.join("")}`;
    const found: [number, number][] = [];
    for (let at = 0; at < rows.length; at++) {
      const key = rows[at]![6];
      const isHit = needles.every((needle) => key.includes(needle)) || (asked.length > 1 && key.includes(squashed));
      if (!isHit) continue;
      const begins = key.includes(`\n${whole}`) || key.includes(`\n${squashed}`);
      const rank = key.includes(`\n${whole}\n`) ? 0 : begins ? 1 : key.includes(whole) ? 2 : 3;
      found.push([rank, at]);
    }
    found.sort((one, two) => one[0] - two[0] || one[1] - two[1]);
    return found.slice(0, MOST).map(([, at]) => rows[at]!);
  };
}

function element(name: string, className: string, text = "", language?: { tag: string; dir: string }): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  if (language) {
    made.lang = language.tag;
    made.dir = language.dir;
  }
  return made;
}

function line(row: Row, pack: NonNullable<Window["PACK_ENTRIES"]>): HTMLElement {
  const [id, page, wording, reading, meaning, recording] = row;
  const [source, target] = [pack.languages[0]!, pack.languages[1] ?? pack.languages[0]!];
  const item = element("li", "phrase-row");
  if (recording) {
    const play = document.querySelector<HTMLTemplateElement>("#play-button")!.content.cloneNode(true) as DocumentFragment;
    const link = play.querySelector("a")!;
    link.href = recording;
    item.append(play);
  } else {
    item.append(document.querySelector<HTMLTemplateElement>("#play-none")!.content.cloneNode(true));
  }
  const link = element("a", "phrase-link") as HTMLAnchorElement;
  link.href = `${page}#${id}`;
  const side = element("span", "phrase-side");
  side.append(element("span", "phrase-text", wording, target));
  if (reading) side.append(element("span", "phrase-reading reading", reading, { tag: pack.reading, dir: "ltr" }));
  link.append(side);
  if (pack.languages.length > 1) link.append(element("span", "phrase-meaning", meaning, source));
  item.append(link);
  return item;
}

const form = document.querySelector<HTMLFormElement>("form[data-search]");
const pack = window.PACK_ENTRIES;
if (form && pack && window.PACK_FOLDING) {
  const find = finder(window.PACK_FOLDING, pack.rows);
  const field = form.querySelector("input")!;
  const list = document.querySelector<HTMLElement>("[data-results]")!;
  const count = document.querySelector<HTMLElement>("[data-none]")!;
  const look = (): void => {
    const found = find(field.value);
    list.replaceChildren(...found.map((row) => line(row, pack)));
    const asked = field.value.trim();
    const number = found.length < MOST ? String(found.length) : `${MOST}+`;
    count.textContent = asked ? (found.length ? number : count.dataset.none!.replace("#", () => asked)) : "";
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", look);
  look();
}
Object.assign(window, { packFinder: finder, packFolding: folding });
