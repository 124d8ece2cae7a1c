// Sentences come from the page, translated: <body data-say-…>. Said politely, shown briefly.
let timer: number | undefined;

export function sentence(name: string): string {
  return document.body.dataset[`say${name[0]!.toUpperCase()}${name.slice(1)}`] ?? "";
}

/** For everyone: shown at the foot of the window for a while. */
export function say(text: string, milliseconds = 6000): void {
  document.getElementById("announce")?.classList.remove("visually-hidden");
  put(text, milliseconds);
}

function put(text: string, milliseconds: number): void {
  const place = document.getElementById("announce");
  if (!place) return;
  window.clearTimeout(timer);
  place.textContent = text;
  if (text) timer = window.setTimeout(() => (place.textContent = ""), milliseconds);
}

/** For listeners only: the page shows the same words elsewhere. */
export function whisper(text: string): void {
  document.getElementById("announce")?.classList.add("visually-hidden");
  put(text, 10_000);
}
