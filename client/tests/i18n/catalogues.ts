import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Texts } from "@/i18n/catalogue";
import { languages, type Language } from "@/i18n/languages";

const source = join(import.meta.dirname, "../../src");

/** Every text of a language: its whole key and how it reads. */
export function textsOf(language: Language): Map<string, string> {
  const folder = join(source, "i18n", language);
  const found = new Map<string, string>();
  const walk = (texts: Texts, path: string) => {
    for (const [name, text] of Object.entries(texts)) {
      const key = path.endsWith(":") ? path + name : `${path}.${name}`;
      if (typeof text === "string") found.set(key, text);
      else walk(text, key);
    }
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    walk(JSON.parse(readFileSync(join(folder, file), "utf8")) as Texts, `${file.slice(0, -".json".length)}:`);
  }
  return found;
}

export const catalogues = new Map(languages.map((language) => [language, textsOf(language)]));

const pluralEnding = /_(zero|one|two|few|many|other)$/;

/** A key as code asks for it, without the ending that the number decides. */
export function asked(key: string): string {
  return key.replace(pluralEnding, "");
}

export interface Uses {
  /** Whole keys that code asks for, with the file. */
  exact: Map<string, string>;
  /** Beginnings of keys whose end is only known when it runs. */
  open: Map<string, string>;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /(?<!\.test)\.tsx?$/.test(name) ? [path] : [];
  });
}

/** The keys that an argument may turn out to be; those whose end is open keep an asterisk. */
function keysIn(node: ts.Expression | undefined): string[] {
  if (!node) return [];
  if (ts.isParenthesizedExpression(node)) return keysIn(node.expression);
  if (ts.isConditionalExpression(node)) return [...keysIn(node.whenTrue), ...keysIn(node.whenFalse)];
  if (ts.isStringLiteralLike(node)) return [node.text];
  return ts.isTemplateExpression(node) && node.head.text ? [`${node.head.text}*`] : [];
}

function calledName(call: ts.CallExpression): string {
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

const wholeKey = /^[\w-]+:[\w.-]+$/;

function addUses(path: string, namespaces: ReadonlySet<string>, uses: Uses): void {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  let space = "app";
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node)) {
      const name = calledName(node);
      if (name === "useTranslation") space = keysIn(node.arguments[0])[0] ?? space;
      if (name === "t" || name === "translate") found.push(...keysIn(node.arguments[0]));
    }
    if (ts.isStringLiteralLike(node) && wholeKey.test(node.text) && namespaces.has(node.text.split(":")[0] ?? "")) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const key of found) {
    const whole = key.includes(":") ? key : `${space}:${key}`;
    if (whole.endsWith("*")) uses.open.set(whole.slice(0, -1), path);
    else uses.exact.set(whole, path);
  }
}

/** What the code asks for; a component takes its texts from one namespace. */
export function usesInCode(): Uses {
  const uses: Uses = { exact: new Map(), open: new Map() };
  const namespaces = new Set([...(catalogues.get("en")?.keys() ?? [])].map((key) => key.split(":")[0] ?? ""));
  for (const path of sourceFiles(source)) addUses(path, namespaces, uses);
  return uses;
}
