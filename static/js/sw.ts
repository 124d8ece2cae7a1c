// What was opened once opens again without a network: phrases and cards, what they are made of, and what was played.
import { isMadeOfQuery, isPage, isPart, isRecording } from "./kept";

declare const BUILD: string;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asking extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const PAGES = "pages-1";
const PARTS = `parts-${BUILD}`;
const RECORDINGS = "media-1";
const MOST_PAGES = 120;
const MOST_RECORDINGS = 200;
const PATIENCE = 4000;
const PART_NAME = /[\w-]+-[0-9a-f]{10}\.\w+/g;
const worker = self as unknown as { addEventListener(name: string, listen: (event: never) => void): void; clients: { claim(): Promise<void> }; skipWaiting(): Promise<void> };

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event: Lasting) => event.waitUntil(dropOld().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event: Asking) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isRecording(url)) event.respondWith(recording(event));
  else if (event.request.headers.has("range")) return;
  else if (isPart(url)) event.respondWith(part(event));
  else if (isPage(url)) event.respondWith(page(event));
});

/** Names of parts never change their bytes: what is kept is right. */
async function part(event: Asking): Promise<Response> {
  const cache = await caches.open(PARTS);
  const found = await cache.match(event.request);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.status === 200) event.waitUntil(cache.put(event.request, answer.clone()));
  return answer;
}

/** A page comes from the network; without one, or with one that is too slow, from what was kept. */
async function page(event: Asking): Promise<Response> {
  const cache = await caches.open(PAGES);
  const fresh = fetch(event.request).then((answer) => {
    const isKeepable = answer.status === 200 && answer.headers.get("content-type")?.startsWith("text/html");
    if (isKeepable) event.waitUntil(keep(cache, event.request, answer.clone(), MOST_PAGES));
    return answer;
  });
  event.waitUntil(fresh.catch(() => undefined)); // it may come after the kept one was shown
  try {
    return (await Promise.race([fresh, pause(PATIENCE).then(() => keptPage(cache, event.request))])) ?? (await fresh);
  } catch (error) {
    const found = await keptPage(cache, event.request);
    if (found) return found;
    throw error;
  }
}

async function keptPage(cache: Cache, request: Request): Promise<Response | undefined> {
  return (await cache.match(request)) ?? cache.match(request, { ignoreSearch: !isMadeOfQuery(new URL(request.url)) });
}

/** Players ask for ranges. Recordings are short: the whole is fetched and kept, and the range is cut from it. */
async function recording(event: Asking): Promise<Response> {
  const { url, headers } = event.request;
  const cache = await caches.open(RECORDINGS);
  let whole = await cache.match(url);
  if (!whole) {
    whole = await fetch(url);
    if (whole.status !== 200) return whole;
    event.waitUntil(keep(cache, url, whole.clone(), MOST_RECORDINGS));
  }
  const range = headers.get("range");
  return range ? cut(whole, range) : whole;
}

/** Answer a range as a server does (RFC 9110, 14.2); iOS plays nothing that is answered otherwise. */
async function cut(whole: Response, range: string): Promise<Response> {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (!asked || !(asked[1] || asked[2])) return whole; // several ranges or none that can be read: all of it is right too
  const bytes = await whole.blob();
  const start = asked[1] ? Number(asked[1]) : Math.max(0, bytes.size - Number(asked[2]));
  const end = Math.min(asked[1] && asked[2] ? Number(asked[2]) : bytes.size - 1, bytes.size - 1);
  const headers = new Headers(whole.headers);
  if (start > end) {
    headers.set("Content-Range", `bytes */${bytes.size}`);
    headers.set("Content-Length", "0");
    return new Response(null, { status: 416, headers });
  }
  headers.set("Content-Range", `bytes ${start}-${end}/${bytes.size}`);
  headers.set("Content-Length", String(end - start + 1));
  return new Response(bytes.slice(start, end + 1), { status: 206, headers });
}

/** Keep an answer, and of all no more than `most`: the oldest go. */
async function keep(cache: Cache, request: RequestInfo, answer: Response, most: number): Promise<void> {
  await cache.put(request, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((one) => cache.delete(one)));
}

/** Drop the parts of older builds, but for those that a kept page still needs. */
async function dropOld(): Promise<void> {
  const [pages, parts, names] = [await caches.open(PAGES), await caches.open(PARTS), await caches.keys()];
  const old = new Map<string, [Cache, Request]>();
  for (const cache of await Promise.all(names.filter((name) => name.startsWith("parts-") && name !== PARTS).map((name) => caches.open(name)))) {
    for (const one of await cache.keys()) old.set(new URL(one.url).pathname.split("/").at(-1)!, [cache, one]);
  }
  const needed = new Set<string>();
  const note = (text: string) => text.match(PART_NAME)?.forEach((name) => needed.add(name));
  for (const one of await pages.keys()) note((await (await pages.match(one))?.text()) ?? "");
  // A page names its style sheet and scripts, and these name fonts: the set grows while it is gone through.
  for (const name of needed) {
    const [cache, one] = old.get(name) ?? [];
    const answer = one && (await cache?.match(one));
    if (!answer) continue;
    if (/\.(css|js)$/.test(name)) note(await answer.clone().text());
    await parts.put(one, answer);
  }
  await Promise.all(names.filter((name) => ![PAGES, PARTS, RECORDINGS].includes(name)).map((name) => caches.delete(name)));
}

const pause = (milliseconds: number) => new Promise<undefined>((resolve) => setTimeout(resolve, milliseconds));
