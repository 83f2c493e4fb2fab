/** Names, and what each leads to; names that are no key of it lead nowhere. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** The groups of names that lead to one another, and names that lead to themselves; each name is in one at most. */
export function ringsOf(graph: Graph): readonly (readonly string[])[] {
  const rings: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const enter = (name: string): { name: string; next: number } => {
    order.set(name, order.size);
    lowest.set(name, order.get(name) ?? 0);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  const lower = (name: string, value: number | undefined): void => {
    lowest.set(name, Math.min(lowest.get(name) ?? 0, value ?? 0));
  };
  for (const start of graph.keys()) {
    if (order.has(start)) continue;
    // Tarjan's algorithm, with a list instead of recursion.
    const path = [enter(start)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = graph.get(top.name)?.[top.next++];
      if (target !== undefined) {
        if (!graph.has(target)) continue;
        if (!order.has(target)) path.push(enter(target));
        else if (isOpen.has(target)) lower(top.name, order.get(target));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lower(above.name, lowest.get(top.name));
      if (lowest.get(top.name) !== order.get(top.name)) continue;
      const ring = open.splice(open.lastIndexOf(top.name));
      for (const name of ring) isOpen.delete(name);
      if (ring.length > 1 || graph.get(top.name)?.includes(top.name)) rings.push(ring);
    }
  }
  return rings;
}

/** The shortest way from a name to another, both included. */
export function wayBack(graph: Graph, from: string, to: string): readonly string[] {
  const before = new Map<string, string>();
  const waiting = [from];
  for (const name of waiting) {
    for (const next of graph.get(name) ?? []) {
      if (next === from || before.has(next)) continue;
      before.set(next, name);
      if (next === to) break;
      waiting.push(next);
    }
    if (before.has(to)) break;
  }
  const way = [to];
  for (let at = before.get(to); at !== undefined; at = before.get(at)) way.push(at);
  return way.reverse();
}
