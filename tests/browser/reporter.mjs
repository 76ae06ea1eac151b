// SPDX-License-Identifier: Apache-2.0
// What ./dev test reads: one line of JSON a test that ended, suites and files left out.

function wordsOf(error) {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause?.message ?? cause ?? '');
}

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === 'test:diagnostic' && data.nesting > 0) yield `${JSON.stringify({ note: data.message })}\n`;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const failed = type === 'test:fail';
    // A suite counts only when it fails by itself, as when its beginning does.
    const own = data.details?.error?.failureType !== 'subtestsFailed';
    if (data.details?.type === 'suite' && !(failed && own)) continue;
    yield `${JSON.stringify({
      name: data.name,
      outcome: data.skip !== undefined || data.todo !== undefined ? 'skipped' : failed ? 'failed' : 'passed',
      seconds: Math.round(data.details?.duration_ms ?? 0) / 1000,
      words: failed ? wordsOf(data.details?.error) : undefined,
    })}\n`;
  }
}
