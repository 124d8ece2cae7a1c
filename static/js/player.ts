// Press and hear. A clip that is not there yet is asked for, waited for and played; a second press stops.
import { say, sentence } from "./say";

interface ClipAnswer {
  state: "ready" | "requested" | "failed" | "unspoken";
  url?: string;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 4000;
const PATIENCE = 60_000;

let audio: HTMLAudioElement | undefined;
let current: HTMLElement | undefined;
let attempt = 0;

function show(button: HTMLElement, state: "" | "waiting" | "playing"): void {
  if (state) button.dataset.state = state;
  else delete button.dataset.state;
  button.setAttribute("aria-pressed", String(state !== ""));
}

export function stop(): void {
  attempt++;
  audio?.pause();
  if (current) show(current, "");
  current = undefined;
}

async function play(button: HTMLElement, url: string): Promise<void> {
  audio ??= new Audio();
  audio.src = url;
  audio.onended = stop;
  show(button, "playing");
  await audio.play();
}

async function ask(address: string, method: "GET" | "POST"): Promise<ClipAnswer> {
  const answer = await fetch(address, { method, headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as ClipAnswer;
}

const pause = (milliseconds: number) => new Promise((resolve) => window.setTimeout(resolve, milliseconds));

/** Ask for the clip, then look again and again with growing pauses, until it is there or patience ends. */
async function waitFor(address: string, isWanted: () => boolean): Promise<ClipAnswer | undefined> {
  const end = performance.now() + PATIENCE;
  let clip = await ask(address, "POST");
  for (let wait = FIRST_WAIT; clip.state === "requested"; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    if (performance.now() + wait > end) return undefined;
    await pause(wait);
    if (!isWanted()) return undefined;
    clip = await ask(address, "GET");
  }
  return clip;
}

async function press(button: HTMLElement): Promise<void> {
  const again = button === current;
  stop();
  if (again) return say("");
  current = button;
  const mine = ++attempt;
  try {
    let url = button.dataset.src ?? "";
    if (!url) {
      // A silent start inside the press, so that the browser lets us play when the clip comes.
      audio ??= new Audio();
      show(button, "waiting");
      say(sentence("making"), PATIENCE);
      const clip = await waitFor(button.dataset.api ?? "", () => mine === attempt);
      if (mine !== attempt) return;
      if (clip?.state !== "ready" || !clip.url) {
        stop();
        return say(sentence(clip?.state === "unspoken" ? "unspoken" : "failed"));
      }
      say("");
      url = button.dataset.src = clip.url;
    }
    await play(button, url);
  } catch (error) {
    if (mine !== attempt || (error instanceof DOMException && error.name === "AbortError")) return;
    stop();
    say(sentence("failed"));
  }
}

/** With script it is a button, and says so. */
export function dress(root: ParentNode): void {
  root.querySelectorAll("[data-player]:not([role])").forEach((button) => button.setAttribute("role", "button"));
}

export function startPlayer(): void {
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = (event.target as Element).closest<HTMLElement>("[data-player]");
    if (!button) return;
    event.preventDefault();
    void press(button);
  });
  document.addEventListener("keydown", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-player]");
    if (event.key === "Escape" && current) stop();
    if (event.key === " " && button) {
      event.preventDefault();
      void press(button);
    }
  });
  dress(document);
  document.addEventListener("htmx:after:swap", () => dress(document));
}
