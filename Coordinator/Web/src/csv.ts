import type { Value } from "./model";

/** Formats CSV by RFC 4180 with all digits, like `sweep results --format csv`. */
export function csv(head: string[], rows: Value[][]): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const plain = (value: Value) => quote(value === null ? "" : Array.isArray(value) ? value.join("; ") : String(value));
  return [head.map(quote), ...rows.map((row) => row.map(plain))].map((row) => row.join(",") + "\r\n").join("");
}
