// Phrases that were opened stay readable without a network; an entry brings its card along.
import { isPage, isPart } from "./kept";

export function startOffline(): void {
  const container = navigator.serviceWorker;
  if (!container) return;
  container.register("/sw.js").catch(() => undefined);
  const isFirst = !container.controller; // then the worker has not seen this page come
  const card = document.querySelector<HTMLAnchorElement>('.hero-actions a[href*="/card/"]');
  void controlled(container)
    .then(() => Promise.all([isFirst && bringThis(), card && bring(card.href)]))
    .catch(() => undefined);
}

/** Wait until the worker answers for this page: at a first visit it takes the page over when it is ready. */
async function controlled(container: ServiceWorkerContainer): Promise<void> {
  if (!container.controller) await new Promise((resolve) => container.addEventListener("controllerchange", resolve, { once: true }));
}

/** Fetch this page and all that it has loaded once more, mostly from the browser's own store, so that the worker has them. */
async function bringThis(): Promise<void> {
  if (!isPage(new URL(location.href))) return;
  await document.fonts.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  await Promise.all([bring(location.href), ...loaded.filter((name) => isPart(new URL(name))).map((name) => fetch(name))]);
}

/** Fetch a page and the parts that it names. */
async function bring(address: string): Promise<void> {
  const page = await (await fetch(address)).text();
  await Promise.all([...page.matchAll(/"(\/static\/[^"]+)"/g)].map(([, part]) => fetch(part!)));
}
