// Copy, share and print. What this browser cannot do, such as copying over plain HTTP, is not shown.
import { say, sentence } from "./say";

const BUTTONS = "[data-copy], [data-share], [data-print]";

export function startSharing(): void {
  const canCopy = Boolean(navigator.clipboard);
  const canShare = Boolean(navigator.share);
  for (const button of document.querySelectorAll<HTMLElement>(BUTTONS)) {
    button.hidden = !(button.hasAttribute("data-print") || canCopy || (canShare && button.hasAttribute("data-share")));
  }
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>(BUTTONS);
    if (!button) return;
    if (button.hasAttribute("data-print")) return window.print();
    const done = canShare && button.hasAttribute("data-share")
      ? navigator.share({ title: button.dataset.title, url: location.href })
      : navigator.clipboard.writeText(button.dataset.copy ? shown(button.dataset.copy) : location.href).then(() => say(sentence("copied")));
    done.catch(() => undefined); // closed without a choice
  });
}

/** The words of the one element of a selector that is to be seen, as they stand there. */
function shown(selector: string): string {
  return [...document.querySelectorAll<HTMLElement>(selector)].find((one) => one.checkVisibility())?.innerText.trim() ?? "";
}
