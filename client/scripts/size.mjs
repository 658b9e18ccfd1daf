// Fails when what a page needs exceeds its budget. Counts JavaScript and CSS as brotli sends them, fonts apart.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const shell = ["index.html", "src/app/pages/LoginPage.tsx", "src/app/shell/Shell.tsx", "src/i18n/zh-CN/index.ts", "src/ui/locale/zh-CN.ts", "src/app/home/HomePage.tsx"];
const list = [...shell, "src/records/list/RecordsScreen.tsx"];
const budgets = [
  { name: "sign-in and shell", entries: shell, limit: 350_000 },
  { name: "list route in total", entries: list, limit: 600_000 },
];

function packedSize(file) {
  const path = join(dist, file);
  return existsSync(`${path}.br`) ? statSync(`${path}.br`).size : brotliCompressSync(readFileSync(path)).length;
}

function collect(key, files = new Set(), seen = new Set()) {
  if (seen.has(key) || !manifest[key]) return files;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) collect(next, files, seen);
  return files;
}

let failed = false;
for (const { name, entries, limit } of budgets) {
  const files = new Set();
  for (const entry of entries) {
    if (!manifest[entry]) console.log(`  (not built: ${entry})`);
    collect(entry, files);
  }
  const sizes = [...files].filter((file) => /\.(js|css)$/.test(file)).map((file) => [packedSize(file), file]);
  const total = sizes.reduce((sum, [size]) => sum + size, 0);
  failed ||= total > limit;
  console.log(`${total > limit ? "OVER" : "ok"}  ${name}: ${(total / 1000).toFixed(1)} kB of ${limit / 1000} kB`);
  for (const [size, file] of sizes.sort((a, b) => b[0] - a[0]).slice(0, 8)) console.log(`      ${(size / 1000).toFixed(1).padStart(6)} kB ${file}`);
}
process.exit(failed ? 1 : 0);
