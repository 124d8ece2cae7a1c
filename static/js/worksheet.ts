// What is written into a worksheet stays on the device; emptying one can be taken back until the page is left.
import { say } from "./say";
import { read, write } from "./store";

type Cell = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Written = Record<string, string>;

export function startWorksheets(): void {
  for (const sheet of document.querySelectorAll<HTMLElement>("[data-worksheet]")) {
    const key = `worksheet:${sheet.dataset.worksheet}`;
    const cells = [...sheet.querySelectorAll<Cell>("[data-cell]")];
    const [clear, back] = [sheet.querySelector<HTMLElement>("[data-clear]"), sheet.querySelector<HTMLElement>("[data-bring-back]")];
    const show = (written: Written) => cells.forEach((cell) => (cell.value = written[cell.dataset.cell ?? ""] ?? ""));
    const written = (): Written => Object.fromEntries(cells.filter((cell) => cell.value).map((cell) => [cell.dataset.cell ?? "", cell.value]));
    let before: Written = {};

    const kept = read<Written>(key, {});
    // Where nothing is kept, what was typed while the script was on its way stays.
    if (Object.keys(kept).length) show({ ...kept, ...written() });
    sheet.addEventListener("input", () => write(key, written()));
    clear?.addEventListener("click", () => {
      before = written();
      show({});
      write(key, {});
      if (back) back.hidden = !Object.keys(before).length;
      say(clear.dataset.done ?? "");
    });
    back?.addEventListener("click", () => {
      show({ ...before, ...written() });
      write(key, written());
      clear?.focus(); // before the button that has the focus goes
      back.hidden = true;
    });
  }
}
