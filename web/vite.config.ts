// SPDX-License-Identifier: Apache-2.0
// How the pages are built, and where `npm run dev` finds a server to speak to.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env['AMPHI_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    // Browsers that have the :has() selector, dialogs and MediaSource in the shape we use.
    target: ['chrome105', 'firefox121', 'safari15.4'],
    assetsInlineLimit: 0, // a data: URL would need a wider content security policy
    chunkSizeWarningLimit: 900, // hls.js, loaded by the live page only
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': server,
      '/hls': server,
      '/ws': { target: server, ws: true },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
