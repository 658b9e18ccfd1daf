import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin } from "vite";

const compress = promisify(brotliCompress);
const worthwhile = /\.(js|css|svg|json|webmanifest)$/;
const smallest = 512;

/** Writes a .br file beside every text file of the build. */
export function brotliFiles(): Plugin {
  let folder = "dist";
  return {
    name: "guanxi-brotli",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true });
      for (const entry of entries.filter((name) => worthwhile.test(name))) {
        const path = join(folder, entry);
        const bytes = await readFile(path);
        if (bytes.length < smallest) continue;
        const packed = await compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
        await writeFile(`${path}.br`, packed);
      }
    },
  };
}
