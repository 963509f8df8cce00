/** The class names of data sets with few and fixed labels, in the order of the original labels. */
const names: Record<string, string[]> = {
  "fashion-mnist": ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"],
  cifar10: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
};
const digits = Array.from({ length: 10 }, (_, digit) => `digit ${digit}`);
names["mnist"] = names["svhn"] = digits;

/**
 * The names of a stage's renumbered labels. `classes` is its setting data.classes, such as "[3, 4, 5]"; any other value means all
 * classes.
 */
export function classNames(dataset: string, classes: unknown, count: number): string[] {
  const chosen = /^\[[\d, ]*\]$/.test(String(classes)) ? (JSON.parse(String(classes)) as number[]) : Array.from({ length: count }, (_, label) => label);
  return Array.from({ length: count }, (_, label) => names[dataset]?.[chosen[label] ?? label] ?? `class ${chosen[label] ?? label}`);
}
