/** A label as it reads within a sentence: "Accounts" becomes "accounts", "VIP card" and 客户 stay. */
export function inSentence(label: string): string {
  return label.replace(/\p{Lu}[\p{Ll}-]*(?!\p{Lu})(?=\s|$)/gu, (word) => (word.length > 1 ? word.toLocaleLowerCase() : word));
}
