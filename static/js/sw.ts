// What was opened once opens again without a network: phrases, cards, and what they are made of.
const KEEP = "elearn-1";
const MOST_PAGES = 120;
const worker = self as unknown as { addEventListener: typeof addEventListener; clients: { claim(): Promise<void> }; skipWaiting(): Promise<void> };
const isPage = (url: URL) => /^\/[a-z]{2}\/(phrases\/|$)/.test(url.pathname) && !url.pathname.includes("/suggest/");
const isPart = (url: URL) => url.pathname.startsWith("/static/") || url.pathname.startsWith("/media/");

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", ((event: { waitUntil(work: Promise<unknown>): void }) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEEP).map((name) => caches.delete(name)))).then(() => worker.clients.claim()));
}) as unknown as EventListener);

worker.addEventListener("fetch", ((event: { request: Request; respondWith(answer: Promise<Response>): void }) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || request.headers.has("range")) return;
  if (isPart(url)) event.respondWith(kept(request));
  else if (isPage(url)) event.respondWith(fresh(request));
}) as unknown as EventListener);

/** Names of parts never change their bytes: what is kept is right. */
async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(KEEP);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.status === 200) void cache.put(request, answer.clone());
  return answer;
}

/** A page comes from the network; only without one from what was kept. */
async function fresh(request: Request): Promise<Response> {
  const cache = await caches.open(KEEP);
  try {
    const answer = await fetch(request);
    if (answer.status === 200 && answer.headers.get("content-type")?.startsWith("text/html")) void keep(cache, request, answer.clone());
    return answer;
  } catch (error) {
    const found = (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true }));
    if (found) return found;
    throw error;
  }
}

async function keep(cache: Cache, request: Request, answer: Response): Promise<void> {
  await cache.put(request, answer);
  const pages = (await cache.keys()).filter((one) => isPage(new URL(one.url)));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - MOST_PAGES)).map((one) => cache.delete(one)));
}
