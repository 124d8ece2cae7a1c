// A reader's own details in the open places of phrases, filled once and seen everywhere on this device.
import { read, write } from "./store";

type Details = Record<string, string>;
const KEY = "details";

export function startSlots(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-details]");
  const fields = [...(form?.querySelectorAll<HTMLInputElement>("input[name]") ?? [])];
  if (form) {
    const kept = read<Details>(KEY, {});
    if (!location.search && fields.some((field) => kept[field.name])) {
      fields.forEach((field) => (field.value = kept[field.name] ?? ""));
      return form.submit(); // the server fills the phrases in
    }
    if (location.search) write(KEY, { ...kept, ...Object.fromEntries(fields.map((field) => [field.name, field.value.trim()])) });
  }
  fill();
  document.addEventListener("htmx:after:swap", fill);
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
