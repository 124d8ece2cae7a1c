// Forms of choices send themselves once the reader is done: on Enter, on leaving the form, or by their button, which is
// there from the first change on. A choice alone loads no page: an arrow key in a closed list is one (WCAG 3.2.2).
const KEY = "focus";

export function startForms(): void {
  giveBack();
  document.addEventListener("change", (event) => {
    const form = formOf(event);
    form?.toggleAttribute("data-changed", [...form.querySelectorAll("select")].some(isChanged));
  });
  document.addEventListener("keydown", (event) => {
    const form = formOf(event);
    if (event.key !== "Enter" || !form?.hasAttribute("data-changed") || !(event.target instanceof HTMLSelectElement)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("focusout", (event) => {
    const form = formOf(event);
    const next = event.relatedTarget as HTMLElement | null;
    if (!form?.hasAttribute("data-changed") || form.contains(next) || !document.hasFocus()) return;
    form.requestSubmit();
    if (next?.id) keep(next.id);
  });
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (!form) return;
    form.removeAttribute("data-changed");
    const changed = [...form.querySelectorAll("select")].find(isChanged);
    keep((form.contains(document.activeElement) && document.activeElement?.id) || changed?.id || "");
  });
}

function formOf(event: Event): HTMLFormElement | null {
  return (event.target as Element).closest<HTMLFormElement>("form[data-autosubmit]");
}

function isChanged(select: HTMLSelectElement): boolean {
  const before = [...select.options].findIndex((one) => one.defaultSelected);
  return select.selectedIndex !== Math.max(before, 0);
}

/** The focus comes back to where it was, on the page that the form leads to. */
function keep(id: string): void {
  try {
    sessionStorage.setItem(KEY, id);
  } catch {
    // Without storage the page begins at its top.
  }
}

function giveBack(): void {
  try {
    const id = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (id) document.getElementById(id)?.focus();
  } catch {
    // As above.
  }
}
