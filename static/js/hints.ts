// What a link in running text leads to, on the spot: the source of a statement, the entry of a term. The card opens
// where the pointer or the focus rests on the link, and on a tap. The pointer can go into it, Tab leads in and out, Esc
// dismisses it, and it stays until one of these happens (WCAG 1.4.13). A term is asked for only then.
import { startFonts } from "./fonts";
import { dress } from "./player";
import { sentence } from "./say";
import { fill } from "./slots";

const LINKS = "a.fact[data-fact], a.term[data-term]";
const REST = 350; // milliseconds on a link: who only passes sees nothing flicker, and Tab goes straight on
const GRACE = 300; // to get from the link to its card
const PATIENCE = 4000; // for a term, after which the link is followed

const asked = new Map<string, Promise<DocumentFragment>>();
const card = document.createElement("div");
let opener: HTMLAnchorElement | undefined; // whose card is open
let dismissed: HTMLAnchorElement | undefined; // not to be opened again before the reader has left it
let isPinned = false; // opened by a tap or press: stays when the pointer leaves
let pressedBy = ""; // the kind of pointer, which not every browser tells of a click
let timer: number | undefined;
let attempt = 0;

export function startHints(): void {
  const list = document.querySelector<HTMLDetailsElement>(".sources > details");
  document.addEventListener("click", (event) => {
    if (list && (event.target as Element).closest('a[href="#sources"]')) list.open = true;
  });
  if (!("popover" in HTMLElement.prototype) || !document.querySelector(LINKS)) return;
  card.id = card.className = "hint";
  card.popover = "manual";
  card.setAttribute("role", "dialog");
  document.querySelector("main")?.append(card);

  document.addEventListener("click", press);
  document.addEventListener("keydown", key);
  document.addEventListener("pointerover", (event) => event.pointerType !== "touch" && rest(event.target as Element));
  document.addEventListener("focusin", (event) => focus(event.target as Element));
  document.addEventListener("pointerdown", (event) => {
    pressedBy = event.pointerType;
    if (isOutside(event.target as Element)) close();
  });
  window.addEventListener("scroll", () => opener && place(opener), { passive: true });
  window.addEventListener("resize", () => opener && place(opener));
}

/** A press pins the source of a statement; a tap does so for a term too, where a mouse or a key follows the link. */
function press(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>(LINKS);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const isTap = pressedBy === "touch" && event.detail > 0;
  if (link.dataset.term ? !isTap || (opener === link && isPinned) : !sourceOf(link)) return;
  event.preventDefault();
  later(undefined);
  void open(link, true);
}

function rest(target: Element): void {
  const link = target.closest<HTMLAnchorElement>(LINKS);
  if (link !== dismissed && dismissed !== document.activeElement) dismissed = undefined;
  if (card.contains(target) || (link && link === opener)) later(undefined);
  else if (link && !isPinned) later(() => void open(link, false), REST);
  else if (isPinned || opener === document.activeElement || card.contains(document.activeElement)) later(undefined);
  else later(close, GRACE);
}

function focus(target: Element): void {
  if (card.contains(target) || target === opener || target === dismissed) return;
  dismissed = undefined;
  close();
  if (target.matches(LINKS) && target.matches(":focus-visible")) later(() => void open(target as HTMLAnchorElement, false), REST);
}

function key(event: KeyboardEvent): void {
  if (!opener) return;
  const target = event.target as Element;
  if (event.key === "Escape") return dismiss();
  if (event.key !== "Tab" || !(target === opener || card.contains(target))) return;
  const stops = [...card.querySelectorAll<HTMLElement>("a[href], button")];
  if (target === opener) {
    if (event.shiftKey || !stops.length) return;
    event.preventDefault();
    stops[0]!.focus();
  } else if (event.shiftKey && target === stops[0]) {
    event.preventDefault();
    opener.focus();
  } else if (!event.shiftKey && target === stops.at(-1)) {
    dismiss(); // and Tab goes on from the link
  }
}

/** Close, and stay closed until the reader comes back; a focus inside goes to the link. */
function dismiss(): void {
  dismissed = opener;
  if (card.contains(document.activeElement)) opener?.focus({ preventScroll: true });
  close();
}

function close(): void {
  later(undefined);
  attempt++;
  opener?.removeAttribute("aria-details");
  [opener, isPinned] = [undefined, false];
  if (card.matches(":popover-open")) card.hidePopover();
}

async function open(link: HTMLAnchorElement, pins: boolean): Promise<void> {
  if (link === dismissed && !pins) return;
  const mine = ++attempt;
  let shown: Node[];
  try {
    shown = link.dataset.term ? [(await entryOf(link)).cloneNode(true)] : [...(sourceOf(link)?.cloneNode(true).childNodes ?? [])];
  } catch {
    if (pins && mine === attempt) location.assign(link.href);
    return;
  }
  if (mine !== attempt || !shown.length) return;
  close();
  [opener, isPinned] = [link, pins];
  card.replaceChildren(...shown);
  if (link.dataset.term) card.querySelector<HTMLAnchorElement>("a.button")?.setAttribute("href", link.getAttribute("href") ?? "");
  card.toggleAttribute("data-pinned", pins);
  card.setAttribute("aria-label", link.textContent?.trim() ?? "");
  link.setAttribute("aria-details", card.id);
  dress(card);
  fill();
  startFonts();
  const button = pins ? card.appendChild(closing()) : undefined;
  card.showPopover();
  place(link);
  button?.focus({ preventScroll: true });
}

function closing(): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = sentence("close");
  button.addEventListener("click", dismiss);
  return button;
}

function sourceOf(link: HTMLAnchorElement): HTMLElement | null {
  return document.getElementById(`fact-${link.dataset.fact}`);
}

/** The fragment of a term, asked for once; after a failure it may be asked for again. */
function entryOf(link: HTMLAnchorElement): Promise<DocumentFragment> {
  const address = new URL(`hint/${new URL(link.href).search}`, link.href).href;
  const found = asked.get(address) ?? fetchEntry(address);
  asked.set(address, found);
  found.catch(() => asked.delete(address));
  return found;
}

async function fetchEntry(address: string): Promise<DocumentFragment> {
  const answer = await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(String(answer.status));
  const holder = document.createElement("template"); // in which no script runs, whatever answered
  holder.innerHTML = await answer.text();
  if (!holder.content.querySelector(".hint-term")) throw new Error("no entry");
  return holder.content;
}

function isOutside(target: Element): boolean {
  return opener !== undefined && !card.contains(target) && !opener.contains(target);
}

function later(what: (() => void) | undefined, milliseconds = 0): void {
  window.clearTimeout(timer);
  if (what) timer = window.setTimeout(what, milliseconds);
}

/** On the side of the link that has room for it, and no larger than that side; what was tapped open on a narrow screen is put at its foot by the style sheet. */
function place(link: HTMLElement): void {
  card.style.removeProperty("left");
  card.style.removeProperty("top");
  card.style.removeProperty("max-height");
  if (isPinned && window.innerWidth < 640) return;
  const box = link.getBoundingClientRect();
  const [above, below] = [box.top - 24, window.innerHeight - box.bottom - 24];
  const isBelow = card.offsetHeight <= below || below >= above;
  card.style.maxHeight = `${Math.min(Math.max(isBelow ? below : above, 96), 512)}px`;
  const { offsetWidth: width, offsetHeight: height } = card;
  const start = getComputedStyle(link).direction === "rtl" ? box.right - width : box.left;
  card.style.left = `${Math.max(16, Math.min(start, window.innerWidth - width - 16))}px`;
  card.style.top = `${isBelow ? box.bottom + 8 : Math.max(16, box.top - height - 8)}px`;
}
