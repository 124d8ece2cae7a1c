// Keys for those who like them. They can be switched off, because speech input types letters too (WCAG 2.1.4).
import { read, write } from "./store";

const KEY = "keys";
const PLACES: Record<string, string> = {
  p: ".hero .play-normal",
  s: ".hero .play-slow",
  c: '.hero-actions a[href*="/card/"]',
  l: ".hero [data-keep]",
  x: ".swap",
  n: ".pager-end",
  b: ".pager-start",
};

export function startKeys(): void {
  const choice = document.querySelector<HTMLInputElement>("[data-keys-off]");
  if (choice) {
    choice.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
    choice.checked = isOff();
    choice.addEventListener("change", () => write(KEY, [choice.checked ? "off" : "on"]));
  }
  document.addEventListener("keydown", (event) => {
    const isTyping = (event.target as Element).closest("input, textarea, select, [contenteditable]");
    if (isTyping || event.repeat || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
    if (event.key === "/") {
      const field = document.querySelector<HTMLInputElement>("input[type=search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      return field.select();
    }
    if (event.key === "?") {
      const help = document.querySelector<HTMLAnchorElement>("a[data-keys-help]");
      return help?.click();
    }
    const places = document.querySelectorAll<HTMLElement>(PLACES[event.key] ?? ":not(*)");
    [...places].find((one) => one.checkVisibility())?.click();
  });
}

function isOff(): boolean {
  return read<string[]>(KEY, ["on"])[0] === "off";
}
