/** A label inside a sentence: "Accounts" reads "accounts", an acronym stays as it is. */
export function inSentence(label: string): string {
  return label.replace(/\p{Lu}[\p{Ll}-]*(?!\p{Lu})(?=\s|$)/gu, (word) => (word.length > 1 ? word.toLocaleLowerCase() : word));
}
