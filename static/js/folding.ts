// The folding of elearn/content/folding.py for searches without a server; its rules come as data, a test compares both.
export interface FoldingRules {
  letters: Record<string, string>;
  cjk: string;
  elision: string;
  article: string;
}

const KEPT = /[\p{L}\p{M}\p{N}]/u;
const INVISIBLE = /\p{Cf}/u;

export interface Folding {
  fold(text: string): string;
  words(text: string): string[];
  isCjk(word: string): boolean;
}

export function folding(rules: FoldingRules): Folding {
  // In Python \w means letters of all scripts.
  const elision = new RegExp(rules.elision.replaceAll("\\w", "[\\p{L}\\p{M}\\p{N}_]"), "gu");
  const runs = new RegExp(`[${rules.cjk}]+|[^\\s${rules.cjk}-]+`, "gu");
  const cjk = new RegExp(`^[${rules.cjk}]`, "u");
  const article = new RegExp(rules.article, "u");

  function character(char: string): string {
    const listed = rules.letters[char];
    if (listed !== undefined) return listed;
    if (char === "'" || char === "-" || KEPT.test(char)) return char;
    return INVISIBLE.test(char) ? "" : " ";
  }

  function once(text: string): string {
    let folded = "";
    const whole = text.replaceAll("\u309b", "\u3099").replaceAll("\u309c", "\u309a").normalize("NFKC");
    for (const char of whole.toLowerCase()) folded += character(char);
    return folded
      .replace(elision, " ")
      .replaceAll("'", "")
      .replace(/(?<!\S)-+|-+(?!\S)|-(?=-)/gu, " ")
      .replace(/[ङञणनम]्(?=[क-म])/gu, "ं")
      .replace(/\s+/gu, " ")
      .trim()
      .normalize("NFC");
  }

  function fold(text: string): string {
    let folded = once(text);
    for (let turn = 0; turn < 4; turn++) {
      const again = once(folded);
      if (again === folded) break;
      folded = again;
    }
    return folded;
  }

  return {
    fold,
    words: (text) => (fold(text).match(runs) ?? []).map((word) => word.replace(article, "")),
    isCjk: (word) => cjk.test(word),
  };
}
