// Ticks stay on the device; the answer to a quiz is also said.
import { sentence, whisper } from "./say";

export function startLesson(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-checklist]")) {
    const key = `ticks:${list.dataset.checklist}`;
    const boxes = [...list.querySelectorAll<HTMLInputElement>("[data-tick]")];
    const ticked = new Set(read(key));
    boxes.forEach((box) => (box.checked = ticked.has(box.dataset.tick ?? "")));
    list.addEventListener("change", () => write(key, boxes.filter((box) => box.checked).map((box) => box.dataset.tick ?? "")));
  }
  document.addEventListener("change", (event) => {
    const option = (event.target as Element).closest(".quiz-option");
    if (option) whisper(`${sentence(option.matches(".quiz-right") ? "right" : "wrong")}. ${option.querySelector(".quiz-why > span")?.textContent ?? ""}`);
  });
}

function read(key: string): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

function write(key: string, ids: string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(ids));
  } catch {
    // A private window or a full store: the ticks last as long as the page.
  }
}
