// SPDX-License-Identifier: Apache-2.0
// How Svelte files are read: TypeScript inside them goes through Vite.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default { preprocess: vitePreprocess() };
