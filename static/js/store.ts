// What a reader keeps on the device. A private window or a full store forgets it with the page.
export function read<T>(key: string, usual: T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return value && typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual) ? (value as T) : usual;
  } catch {
    return usual;
  }
}

export function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to be done: the page works without.
  }
}
