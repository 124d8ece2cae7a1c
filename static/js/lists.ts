// A reader's own lists, kept on this device: a star beside each phrase, and on the page of lists a way to each of them.
// A list is shown by its address (?title=…&e=…&e=…), so the server renders it and it can be shared. An address is one of
// mine when title and entries are; a list of the same title from elsewhere is another list.
import { say, sentence } from "./say";
import { read, write } from "./store";

type Lists = Map<string, string[]>; // entries by title; the list without a title is the first one
const KEY = "lists";
const MOST_ENTRIES = Number(document.body.dataset.mostEntries) || 60;
const LONGEST_TITLE = 60;

function lists(): Lists {
  const kept = Object.entries(read<Record<string, string[]>>(KEY, {})).filter(([, ids]) => Array.isArray(ids));
  return new Map([["", []], ...kept]);
}

function save(kept: Lists): void {
  write(KEY, Object.fromEntries(kept));
}

function addressOf(base: string, title: string, ids: string[]): string {
  const address = new URL(base, location.href);
  if (title) address.searchParams.set("title", title);
  ids.forEach((id) => address.searchParams.append("e", id));
  return address.href;
}

/** The entries in the address, those included that the server knows no more. */
function asked(): string[] {
  return [...new Set(new URLSearchParams(location.search).getAll("e"))].slice(0, MOST_ENTRIES);
}

function isMine(title: string): boolean {
  const [kept, ids] = [lists().get(title), asked()];
  return kept?.length === ids.length && ids.every((id) => kept.includes(id));
}

export function startLists(): void {
  const own = document.querySelector<HTMLElement>("[data-own-lists]");
  const page = own && startPage(own);
  const current = () => (own && isMine(own.dataset.title ?? "") ? (own.dataset.title ?? "") : "");
  show();
  document.addEventListener("htmx:after:swap", show);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-keep]");
    if (!button) return;
    const id = button.dataset.keep ?? "";
    const [title, kept] = [current(), lists()];
    const ids = kept.get(title) ?? [];
    const isKept = ids.includes(id);
    if (!isKept && ids.length >= MOST_ENTRIES) return say(sentence("full"));
    const entries = isKept ? ids.filter((other) => other !== id) : [...ids, id];
    const isShown = own && isMine(title) && title === own.dataset.title;
    save(kept.set(title, entries));
    page?.update(isShown ? entries : undefined);
    show();
  });

  function show(): void {
    const ids = lists().get(current()) ?? [];
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

/** The page of lists: a tab for each, and what can be done with the one that is shown. */
function startPage(own: HTMLElement): { update(entries?: string[]): void } | undefined {
  const { address = "", main = "", title = "" } = own.dataset;
  const first = lists().get("") ?? [];
  if (!title && !asked().length && first.length) {
    location.replace(addressOf(address, "", first));
    return undefined;
  }
  const carriers = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter((link) => new URLSearchParams(link.search).has("e"));
  draw();
  return { update };

  /** Show the lists anew; with `entries` the one that is shown has changed, and every way on leads to what it is now. */
  function update(entries?: string[]): void {
    if (entries) {
      const withEntries = (href: string) => {
        const changed = new URL(href);
        changed.searchParams.delete("e");
        return addressOf(changed.href, "", entries);
      };
      history.replaceState(history.state, "", withEntries(location.href));
      carriers.forEach((link) => (link.href = withEntries(link.href)));
      for (const form of document.querySelectorAll("form.pair")) {
        form.querySelectorAll("input[name=e]").forEach((field) => field.remove());
        form.prepend(...entries.map(hidden));
      }
    }
    draw();
  }

  function draw(): void {
    const [kept, ids, mine] = [lists(), asked(), isMine(title)];
    const tabs = document.createElement("ul");
    tabs.className = "list-tabs";
    tabs.setAttribute("role", "list");
    for (const [name, entries] of kept) {
      const link = document.createElement("a");
      link.href = addressOf(address, name, entries);
      link.textContent = `${name || main} (${entries.length})`;
      link.dir = "auto";
      if (mine && name === title) link.setAttribute("aria-current", "page");
      const item = document.createElement("li");
      item.append(link);
      tabs.append(item);
    }
    const tools = document.createElement("div");
    tools.className = "row";
    if (ids.length && !mine) tools.append(quiet(own.dataset.save ?? "", () => put(freeTitle(kept), ids)));
    tools.append(naming((name) => put(name, kept.get(name) ?? [])));
    if (mine && (title || ids.length)) tools.append(quiet(own.dataset.remove ?? "", remove));
    own.replaceChildren(tabs, tools);
  }

  /** The title under which the list that is shown can be kept without writing over another. */
  function freeTitle(kept: Lists): string {
    if (!kept.get(title)?.length) return title;
    for (let number = 2; ; number++) {
      const end = ` (${number})`;
      const name = (title || main).slice(0, LONGEST_TITLE - end.length) + end;
      if (!kept.has(name)) return name;
    }
  }

  function naming(done: (name: string) => void): HTMLFormElement {
    const form = document.createElement("form");
    const field = document.createElement("input");
    form.className = "row";
    field.setAttribute("aria-label", own.dataset.name ?? "");
    field.placeholder = own.dataset.name ?? "";
    field.maxLength = LONGEST_TITLE;
    field.required = true;
    const send = quiet(own.dataset.new ?? "", () => undefined);
    send.type = "submit";
    form.append(field, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) done(field.value.trim());
    });
    return form;
  }

  function put(name: string, entries: string[]): void {
    save(lists().set(name, entries));
    location.assign(addressOf(address, name, entries));
  }

  function remove(): void {
    const rest = lists();
    rest.delete(title);
    save(rest);
    location.assign(address);
  }
}

function hidden(id: string): HTMLInputElement {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "e";
  field.value = id;
  return field;
}

function quiet(words: string, press: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = words;
  button.addEventListener("click", press);
  return button;
}
