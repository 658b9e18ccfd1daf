/** A label as it reads within a sentence: "Account" becomes "account", "VIP card" and 客户 stay. */
export function inSentence(label: string): string {
  return label.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase());
}
