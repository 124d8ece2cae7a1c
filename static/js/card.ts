// The card: letters as large as fit, the screen kept awake.
import { fill } from "./slots";

const face = document.querySelector<HTMLElement>("[data-fit]");
const phrase = face?.querySelector<HTMLElement>(".card-phrase");

function fit(): void {
  if (!face || !phrase) return;
  const style = getComputedStyle(face);
  // Lengths of the scroll box are whole pixels, rounded up: text that fills a line of 1228.8 says 1229.
  const width = Math.ceil(face.clientWidth - Number.parseFloat(style.paddingLeft) * 2);
  const height = Math.ceil(face.clientHeight - Number.parseFloat(style.paddingTop) * 2);
  phrase.classList.add("card-fitted");
  let [low, high] = [16, 400];
  while (high - low > 1) {
    const size = (low + high) / 2;
    phrase.style.fontSize = `${size}px`;
    if (phrase.scrollWidth <= width && phrase.scrollHeight <= height) low = size;
    else high = size;
  }
  phrase.style.fontSize = `${Math.floor(low)}px`;
}

async function stayAwake(): Promise<void> {
  try {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
  } catch {
    // A low battery may refuse; the card works all the same.
  }
}

fill();
fit();
void document.fonts.ready.then(fit);
window.addEventListener("resize", fit);
document.addEventListener("visibilitychange", () => void stayAwake());
void stayAwake();
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector<HTMLAnchorElement>(".card-bar a")?.click();
});
