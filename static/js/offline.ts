// Phrases that were opened stay readable without a network; an entry brings its card along.
export function startOffline(): void {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  const card = document.querySelector<HTMLAnchorElement>('.hero-actions a[href*="/card/"]');
  if (card) void navigator.serviceWorker.ready.then(() => bring(card.href)).catch(() => undefined);
}

/** Fetch the card and its script once, so that the worker has them. */
async function bring(address: string): Promise<void> {
  if (!navigator.serviceWorker.controller) return;
  const page = await (await fetch(address)).text();
  await Promise.all([...page.matchAll(/"(\/static\/[^"]+\.js)"/g)].map(([, script]) => fetch(script!)));
}
