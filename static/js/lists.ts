// A reader's own lists, kept on this device: a star beside each phrase, and on the page of lists a way to each of them.
// A list is shown by its address (?title=…&e=…&e=…), so the server renders it and it can be shared.
import { say } from "./say";
import { read, write } from "./store";

type Lists = Record<string, string[]>; // the list without a name is the first one
const KEY = "lists";

function lists(): Lists {
  const kept = read<Lists>(KEY, {});
  return { "": [], ...Object.fromEntries(Object.entries(kept).filter(([, ids]) => Array.isArray(ids))) };
}

function addressOf(base: string, title: string, ids: string[]): string {
  const address = new URL(base, location.href);
  if (title) address.searchParams.set("title", title);
  ids.forEach((id) => address.searchParams.append("e", id));
  return address.href;
}

export function startLists(): void {
  const own = document.querySelector<HTMLElement>("[data-own-lists]");
  const current = own?.dataset.title ?? "";
  const isMine = () => current in lists();
  show();
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-keep]");
    if (!button) return;
    const kept = lists();
    const title = own && isMine() ? current : "";
    const ids = kept[title] ?? [];
    const id = button.dataset.keep ?? "";
    kept[title] = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
    write(KEY, kept);
    show();
  });
  document.addEventListener("htmx:after:swap", show);
  if (own) page(own);

  function show(): void {
    const ids = lists()[own && isMine() ? current : ""] ?? [];
    for (const button of document.querySelectorAll<HTMLElement>("[data-keep]")) {
      const isKept = ids.includes(button.dataset.keep ?? "");
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isKept));
      const words = button.querySelector<HTMLElement>("[data-kept]");
      if (words && button.hasAttribute("data-keep-words")) {
        words.dataset.kept ??= "";
        words.dataset.free ??= words.textContent ?? "";
        words.textContent = isKept ? words.dataset.kept : words.dataset.free;
      }
    }
  }
}

function page(own: HTMLElement): void {
  const { address = "", main = "", title = "", shown = "" } = own.dataset;
  const kept = lists();
  const first = kept[""] ?? [];
  if (!location.search && first.length) return location.replace(addressOf(address, "", first));
  const ids = shown.split(" ").filter(Boolean);
  const nav = document.createElement("ul");
  nav.className = "list-tabs";
  nav.setAttribute("role", "list");
  for (const [name, entries] of Object.entries(kept)) {
    const link = document.createElement("a");
    link.href = addressOf(address, name, entries);
    link.textContent = `${name || main} (${entries.length})`;
    link.dir = "auto";
    if (name === title && isSame(entries, ids)) link.setAttribute("aria-current", "page");
    const item = document.createElement("li");
    item.append(link);
    nav.append(item);
  }
  const tools = document.createElement("div");
  tools.className = "row";
  const isKept = title in kept && isSame(kept[title] ?? [], ids);
  if (ids.length && !isKept) tools.append(button(own.dataset.save ?? "", () => put(title, ids)));
  tools.append(naming((name) => put(name, kept[name] ?? [])));
  if (isKept && (title || ids.length)) tools.append(button(own.dataset.remove ?? "", () => {
    const rest = lists();
    delete rest[title];
    write(KEY, rest);
    location.assign(address);
  }));
  own.append(nav, tools);

  function naming(done: (name: string) => void): HTMLFormElement {
    const form = document.createElement("form");
    const field = document.createElement("input");
    form.className = "row";
    field.setAttribute("aria-label", own.dataset.name ?? "");
    field.placeholder = own.dataset.name ?? "";
    field.maxLength = 60;
    field.required = true;
    const send = button(own.dataset.new ?? "", () => undefined);
    send.type = "submit";
    form.append(field, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) done(field.value.trim());
    });
    return form;
  }

  function put(name: string, entries: string[]): void {
    write(KEY, { ...lists(), [name]: entries });
    location.assign(addressOf(address, name, entries));
  }
}

function isSame(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

function button(words: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-quiet";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

/** Copy and share; a device that cannot does not show the buttons. */
export function startSharing(): void {
  for (const made of document.querySelectorAll<HTMLElement>("[data-copy], [data-share], [data-print]")) made.hidden = made.hasAttribute("data-copy") && !navigator.clipboard;
  document.addEventListener("click", (event) => {
    const made = (event.target as Element).closest<HTMLElement>("[data-copy], [data-share], [data-print]");
    if (!made) return;
    if (made.hasAttribute("data-print")) return window.print();
    const text = made.dataset.copy ? shown(made.dataset.copy) : location.href;
    const done = made.hasAttribute("data-share") && navigator.share
      ? navigator.share({ title: made.dataset.title, url: location.href })
      : navigator.clipboard.writeText(text).then(() => say(document.body.dataset.sayCopied ?? ""));
    done.catch(() => undefined); // closed without a choice
  });
}

/** The words of the one element of a selector that is to be seen, as they stand there. */
function shown(selector: string): string {
  return [...document.querySelectorAll<HTMLElement>(selector)].find((one) => one.checkVisibility())?.innerText.trim() ?? "";
}
