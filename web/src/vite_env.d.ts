// SPDX-License-Identifier: Apache-2.0
// Types of what Vite adds to imports (`?url`, styles).
/// <reference types="svelte" />
/// <reference types="vite/client" />
