// The source of a statement, on the spot: a copy of its line in the list of sources, in a popover.
import { sentence } from "./say";

export function startFacts(): void {
  const list = document.querySelector<HTMLDetailsElement>(".sources > details");
  document.addEventListener("click", (event) => {
    if (list && (event.target as Element).closest('a[href="#sources"]')) list.open = true;
  });
  if (!("popover" in HTMLElement.prototype) || !document.querySelector("a.fact")) return;
  const popover = document.createElement("div");
  popover.className = "fact-popover";
  popover.popover = "auto";
  popover.setAttribute("role", "dialog");
  document.querySelector("main")?.append(popover);
  let opener: HTMLElement | undefined;

  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a.fact");
    if (!link || event.ctrlKey || event.metaKey) return;
    const source = document.getElementById(`fact-${link.dataset.fact}`);
    if (!source) return;
    event.preventDefault();
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button-quiet";
    close.textContent = sentence("close");
    close.addEventListener("click", () => popover.hidePopover());
    popover.setAttribute("aria-label", link.textContent?.trim() ?? "");
    popover.replaceChildren(...[...source.childNodes].map((node) => node.cloneNode(true)), close);
    opener = link;
    popover.showPopover();
    place(link);
    close.focus();
  });
  popover.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "closed") opener?.focus({ preventScroll: true });
  });
  window.addEventListener("scroll", () => popover.matches(":popover-open") && opener && place(opener), { passive: true });

  function place(link: HTMLElement): void {
    popover.style.removeProperty("left");
    popover.style.removeProperty("top");
    if (window.innerWidth < 640) return; // the style sheet puts it at the bottom
    const box = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = popover;
    const below = box.bottom + 8;
    popover.style.left = `${Math.max(16, Math.min(box.left, window.innerWidth - width - 16))}px`;
    popover.style.top = `${below + height > window.innerHeight - 16 ? Math.max(16, box.top - height - 8) : below}px`;
  }
}
