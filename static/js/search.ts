// Answers while one types: htmx fetches the results block; address, filters and listeners keep up.
import "htmx.org";
import { whisper } from "./say";

const SETTLED = 2500;
let timer: number | undefined;

document.addEventListener("htmx:after:swap", () => {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  if (!field) return;
  whisper(document.querySelector(".result-count, .empty-title")?.textContent ?? "");
  noteMissing();
  if (!document.querySelector(".search-page")) return;
  document.querySelectorAll<HTMLInputElement>("input[type=hidden][name=q]").forEach((hidden) => (hidden.value = field.value));
  history.replaceState(history.state, "", withQuestion(location.href, field.value));
  document.querySelectorAll<HTMLAnchorElement>(".language-list a").forEach((link) => (link.href = withQuestion(link.href, field.value)));
});

function withQuestion(href: string, question: string): string {
  const address = new URL(href);
  for (const name of ["offset", "noted"]) address.searchParams.delete(name);
  if (question) address.searchParams.set("q", question);
  else address.searchParams.delete("q");
  return address.href;
}

// Who stops typing at an empty answer misses something: the words, and nothing else, are counted.
function noteMissing(): void {
  window.clearTimeout(timer);
  const form = document.querySelector<HTMLFormElement>("form[data-missing]");
  if (!form) return;
  form.querySelector("button")?.setAttribute("hidden", "");
  timer = window.setTimeout(() => {
    if (form.isConnected) void fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => undefined);
  }, SETTLED);
}
noteMissing();
