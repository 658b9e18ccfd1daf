import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { brotliFiles } from "./scripts/brotli.ts";

const server = process.env.GUANXI_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  // The server puts a nonce of its own in its place with every answer: styles made at run time are allowed by it.
  html: { cspNonce: "NONCE_OF_THIS_ANSWER" },
  plugins: [react(), brotliFiles()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { host: "127.0.0.1", proxy: { "/api": { target: server, changeOrigin: true } } },
  build: {
    target: "es2022",
    manifest: true,
    // The content security policy allows nothing from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        // A hundred small files cost more than they spare: what every page needs comes in three.
        codeSplitting: {
          groups: [
            { name: "base", tags: ["$initial"], test: /node_modules/, priority: 3 },
            { name: "icons", test: /@ant-design[\\/]icons/, priority: 2 },
            { name: "kit", test: /src[\\/](api|ui[\\/](?!locale|shortcuts[\\/]choosing|kit[\\/]LabelledInput))/, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    sequence: { shuffle: true },
    restoreMocks: true,
    unstubGlobals: true,
  },
});
