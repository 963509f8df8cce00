import { createHash } from "node:crypto";
import { defineConfig } from "vite";

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * Makes the page one file: script and style move into it, and its policy allows these two, by their hashes, and nothing else.
 * No network address is reachable from the finished page.
 */
function singleFile() {
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

export default defineConfig({
  build: {
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: Infinity,
    rollupOptions: { input: "report.html" },
    chunkSizeWarningLimit: 1500,
  },
  plugins: [singleFile()],
});
