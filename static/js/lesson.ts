// Ticks stay on the device; the answer to a quiz is also said.
import { sentence, whisper } from "./say";
import { read, write } from "./store";

export function startLesson(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-checklist]")) {
    const key = `ticks:${list.dataset.checklist}`;
    const boxes = [...list.querySelectorAll<HTMLInputElement>("[data-tick]")];
    const ticked = new Set(read<string[]>(key, []));
    boxes.forEach((box) => (box.checked = ticked.has(box.dataset.tick ?? "")));
    list.addEventListener("change", () => write(key, boxes.filter((box) => box.checked).map((box) => box.dataset.tick ?? "")));
  }
  document.addEventListener("change", (event) => {
    const option = (event.target as Element).closest(".quiz-option");
    if (option) whisper(`${sentence(option.matches(".quiz-right") ? "right" : "wrong")}. ${option.querySelector(".quiz-why > span")?.textContent ?? ""}`);
  });
}
