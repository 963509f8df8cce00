import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";
import { fixture } from "./dev/fixture.js";

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The pages, and what each may reach: the report nothing at all, the app the server that it came from. Built one at a time. */
const pages = {
  report: { input: "report.html", connect: "'none'" },
  app: { input: "app.html", connect: "'self'" },
};

/**
 * Makes the page one file: script and style move into it, and its policy allows these two, by their hashes, and nothing else.
 */
function singleFile(connect) {
  return {
    name: "single-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find((file) => file.fileName.endsWith(".html"));
      const scripts = files.filter((file) => file.type === "chunk");
      const styles = files.filter((file) => file.fileName.endsWith(".css"));
      if (scripts.length !== 1 || styles.length !== 1) {
        throw new Error(`One script and one style are expected, not ${scripts.length} and ${styles.length}.`);
      }

      // "</script" inside a string would end the element; the escape means the same to JavaScript.
      const script = scripts[0].code.trim().replaceAll("</script", "<\\/script");
      const style = String(styles[0].source).trim();
      const policy = [
        "default-src 'none'",
        `script-src ${hashOf(script)}`,
        `style-src ${hashOf(style)}`,
        `connect-src ${connect}`,
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      // Functions, because a replacement string would read "$&" in the code as a reference.
      page.source = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>\s*/, "")
        .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
        .replace("%POLICY%", () => policy)
        .replace("</body>", () => `<script type="module">${script}</script>\n</body>`);
      for (const file of [...scripts, ...styles]) {
        delete bundle[file.fileName];
      }
    },
  };
}

const testFiles = () => readdirSync("tests", { recursive: true }).filter((file) => file.endsWith(".test.ts"));

const tests = () => ({
  logLevel: "warn",
  build: {
    ssr: true,
    outDir: "dist/tests",
    minify: false,
    // By their paths: two tests of one name in two folders would overwrite each other.
    rollupOptions: { input: Object.fromEntries(testFiles().map((file) => [file.replace(/\.ts$/, ""), `tests/${file}`])) },
  },
});

/** A real coordinator's page address, as http://127.0.0.1:5081, behind the page under development; without it a made-up one. */
const { COORDINATOR: coordinator } = process.env;
const proxy = coordinator === undefined ? {} : { "/v1": { target: coordinator, changeOrigin: true, headers: { origin: coordinator } } };

// vite build --mode report | app | tests; plain `vite` serves the app over a made-up coordinator.
export default defineConfig(({ mode }) => mode === "tests" ? tests() : {
  logLevel: mode in pages ? "warn" : "info",
  build: {
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: Infinity,
    emptyOutDir: false,
    rollupOptions: { input: (pages[mode] ?? pages.app).input },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy },
  preview: { proxy },
  plugins: [...(coordinator === undefined ? [fixture()] : []), ...(mode in pages ? [singleFile(pages[mode].connect)] : [])],
});
