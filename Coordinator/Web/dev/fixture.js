import { handle } from "./coordinator.js";

/** A made-up coordinator behind the page under development: `npm run dev`. No part of what is built. */
export function fixture() {
  const use = (server) => {
    server.middlewares.use((request, response, next) => handle(request, response, next));
  };
  return { name: "fixture", configureServer: use, configurePreviewServer: use };
}
