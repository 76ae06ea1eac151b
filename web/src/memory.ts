// SPDX-License-Identifier: Apache-2.0
// What the browser remembers between visits. A browser that forbids it forgets, nothing more.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the choice holds until the page is closed.
  }
}
