// Answers while one types: htmx fetches the results block; address, filters and listeners keep up.
import "htmx.org";
import { whisper } from "./say";

document.addEventListener("htmx:after:swap", () => {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  if (!field) return;
  whisper(document.querySelector(".result-count, .empty-title")?.textContent ?? "");
  if (!document.querySelector(".search-page")) return;
  document.querySelectorAll<HTMLInputElement>("input[type=hidden][name=q]").forEach((hidden) => (hidden.value = field.value));
  const address = new URL(location.href);
  address.searchParams.delete("offset");
  if (field.value) address.searchParams.set("q", field.value);
  else address.searchParams.delete("q");
  history.replaceState(history.state, "", address);
});
