import type { Scope } from "./scope.js";

/**
 * Remembers what was found out about the names of a scope: in a function there may be thousands of loads of one name.
 * @returns gives the answer under a key, made the first time
 */
export function byScope<T>(): (scope: Scope, key: string, make: () => T) => T {
  const answers = new WeakMap<Scope, Map<string, { readonly answer: T }>>();
  return (scope, key, make) => {
    const known = answers.get(scope) ?? new Map<string, { readonly answer: T }>();
    answers.set(scope, known);
    const before = known.get(key);
    if (before) return before.answer;
    const answer = make();
    known.set(key, { answer });
    return answer;
  };
}
