// Phrases that were opened stay readable without a network; an entry brings its card along.
export function startOffline(): void {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  const card = document.querySelector<HTMLAnchorElement>('.hero-actions a[href*="/card/"]');
  if (card) void navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller && fetch(card.href)).catch(() => undefined);
}
