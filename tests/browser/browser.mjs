// SPDX-License-Identifier: Apache-2.0
// How Debian's Chromium is started for tests: no first-run tasks, no traffic of its own, sound without a click.
export const kBrowserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
