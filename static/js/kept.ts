// What is kept for use without a network: said once, for pages and for the worker.

/** Phrases, cards, lists and the home page; not the form for a better wording, which needs
 * the network, nor the cards of terms, which would push whole pages out. */
export function isPage(url: URL): boolean {
  return /^\/[a-z]{2}\/(phrases\/|$)/.test(url.pathname) && !/\/(suggest|hint)\//.test(url.pathname);
}

/** Pages that are what their query says: with another query they are other pages. */
export function isMadeOfQuery(url: URL): boolean {
  return /\/phrases\/(list|introduce)\//.test(url.pathname);
}

/** Built files: their names carry a digest, so their bytes never change. */
export function isPart(url: URL): boolean {
  return url.pathname.startsWith("/static/");
}

export function isRecording(url: URL): boolean {
  return url.pathname.startsWith("/media/");
}
