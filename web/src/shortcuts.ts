// SPDX-License-Identifier: Apache-2.0
// Which key does what on the live page, pure.

export type Action = 'play' | 'mute' | 'full' | 'live' | 'chat' | 'help' | 'leave';

/** The part of a keyboard event and of its target that decides. */
export interface KeyPress {
  key: string;
  /** Ctrl, Alt or the system key is held: the browser's business. */
  modified: boolean;
  /** The key goes into a text field. */
  editable: boolean;
  /** The key belongs to a button or link with the focus, which it presses. */
  pressable: boolean;
}

const kActions: Record<string, Action> = {
  ' ': 'play',
  k: 'play',
  m: 'mute',
  f: 'full',
  l: 'live',
  c: 'chat',
  '?': 'help',
};

export function actionOf(press: KeyPress): Action | null {
  if (press.modified) return null;
  if (press.editable) return press.key === 'Escape' ? 'leave' : null;
  if (press.key === ' ' && press.pressable) return null;
  const key = press.key.toLowerCase();
  return Object.hasOwn(kActions, key) ? (kActions[key] ?? null) : null;
}

/** Reads a keyboard event; looks through shadow roots for what really has the focus. */
export function pressOf(event: KeyboardEvent): KeyPress {
  const target = event.composedPath()[0];
  const element = target instanceof Element ? target : null;
  const editable = element?.matches('input:not([type=range]), textarea, select, [contenteditable]');
  const pressable = element?.closest('button, a, summary, [role=button], [role=switch]');
  return {
    key: event.key,
    modified: event.ctrlKey || event.altKey || event.metaKey || event.isComposing,
    editable: editable === true,
    pressable: pressable !== null && pressable !== undefined,
  };
}
