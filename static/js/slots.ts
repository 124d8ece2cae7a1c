// A reader's own details in the open places of phrases, filled in once and seen everywhere on this device.
// They are written when the reader sends the form and never otherwise: an address may be about somebody else.
import { read, write } from "./store";

type Details = Record<string, string>;
const KEY = "details";

export function startSlots(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-details]");
  if (form) return startForm(form); // the server fills that page in
  fill();
  document.addEventListener("htmx:after:swap", fill);
}

function startForm(form: HTMLFormElement): void {
  const fields = [...form.querySelectorAll<HTMLInputElement>("input[name]")];
  form.addEventListener("submit", () => {
    const given = fields.filter((field) => field.type !== "hidden").map((field) => [field.name, field.value.trim()]);
    write(KEY, { ...read<Details>(KEY, {}), ...Object.fromEntries(given) });
  });
  // Where the address says nothing else of the reader than what is kept, the rest is brought.
  const kept = read<Details>(KEY, {});
  const address = new URL(location.href);
  const missing = fields.filter(({ name }) => kept[name] && !address.searchParams.has(name));
  if (!missing.length || fields.some(({ name }) => (address.searchParams.get(name) ?? kept[name] ?? "") !== (kept[name] ?? ""))) return;
  missing.forEach(({ name }) => address.searchParams.set(name, kept[name]!));
  location.replace(address);
}

export function fill(): void {
  const details = read<Details>(KEY, {});
  for (const slot of document.querySelectorAll<HTMLElement>("[data-slot][data-own]")) {
    const name = slot.dataset.slot ?? "";
    const isJapanese = slot.parentElement?.closest("[lang]")?.getAttribute("lang") === "ja";
    const value = name === "name" && isJapanese ? details.kana || details.name : details[name];
    if (!value) continue;
    const filled = document.createElement("bdi");
    filled.className = "slot-filled";
    filled.textContent = value;
    slot.replaceWith(filled);
    const after = filled.nextSibling;
    if (value.endsWith(".") && after?.nodeValue?.startsWith(".")) after.nodeValue = after.nodeValue.slice(1); // "S.r.l." ends the sentence too
  }
}
