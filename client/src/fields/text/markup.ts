/** A run of text with one manner of writing. */
export interface Run {
  text: string;
  manner: "plain" | "bold" | "italic" | "code" | "link";
  to?: string;
}

export interface Block {
  kind: "paragraph" | "heading" | "bullets" | "numbers" | "quote";
  lines: Run[][];
}

const runs = /\*\*(?<bold>[^*]+)\*\*|\*(?<italic>[^*\s][^*]*)\*|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<to>(?:https?:\/\/|mailto:|tel:)[^\s)]+)\)|(?<bare>https?:\/\/[^\s<>"）)]+)/g;

function runOf(found: Record<string, string | undefined>): Run {
  if (found.bold) return { text: found.bold, manner: "bold" };
  if (found.italic) return { text: found.italic, manner: "italic" };
  if (found.code) return { text: found.code, manner: "code" };
  if (found.label && found.to) return { text: found.label, manner: "link", to: found.to };
  return { text: found.bare ?? "", manner: "link", to: found.bare ?? "" };
}

/** Reads emphasis, code and links out of one line. */
export function readLine(line: string): Run[] {
  const found: Run[] = [];
  let end = 0;
  for (const match of line.matchAll(runs)) {
    if (match.index > end) found.push({ text: line.slice(end, match.index), manner: "plain" });
    found.push(runOf(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < line.length) found.push({ text: line.slice(end), manner: "plain" });
  return found;
}

const marks: [Block["kind"], RegExp][] = [
  ["heading", /^#{1,4}\s+/],
  ["bullets", /^[-*•]\s+/],
  ["numbers", /^\d+[.)、]\s+/],
  ["quote", /^>\s?/],
];

/** Reads the small set of Markdown that rich text is kept in; all else stays plain text, so nothing in it can act. */
export function readProse(text: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) {
      isOpen = false;
      continue;
    }
    const [kind, mark] = marks.find(([, pattern]) => pattern.test(line)) ?? (["paragraph", /^/] as const);
    const last = blocks.at(-1);
    const content = readLine(line.replace(mark, ""));
    if (isOpen && last?.kind === kind && kind !== "heading") last.lines.push(content);
    else blocks.push({ kind, lines: [content] });
    isOpen = true;
  }
  return blocks;
}
