// Chinese, Japanese and Korean use the device's own fonts. A device that has none gets Noto, sliced; any other loads nothing.
declare const FALLBACK_FONTS: Record<string, string>;

/** Two different signs drawn alike: both are the empty box. */
const SIGNS: Record<string, [string, string]> = { ja: ["語", "々"], zh: ["语", "说"], ko: ["한", "글"] };

function isDrawn(language: string): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return true;
  const [first, second] = SIGNS[language]!.map((sign) => {
    context.clearRect(0, 0, 24, 24);
    context.font = "20px sans-serif";
    context.fillText(sign, 1, 20);
    return context.getImageData(0, 0, 24, 24).data.join();
  });
  return first !== second;
}

const looked = new Set<string>();

/** Look again when texts have come that the page did not have. */
export function startFonts(): void {
  for (const [language, file] of Object.entries(FALLBACK_FONTS)) {
    // Names of languages in lists are not worth a font; sentences are.
    if (looked.has(language) || !document.querySelector(`[lang|="${language}"]:not(.endonym)`)) continue;
    looked.add(language);
    if (isDrawn(language)) continue;
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL(file, import.meta.url).href;
    document.head.append(sheet);
  }
}
