import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { brotliFiles } from "./scripts/brotli.ts";

const server = process.env.GUANXI_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
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
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    sequence: { shuffle: true },
    restoreMocks: true,
    unstubGlobals: true,
  },
});
