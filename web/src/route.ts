// SPDX-License-Identifier: Apache-2.0
// Which page an address names. Pages are loaded whole, so there is nothing else to route.

export type Route = { page: 'start' } | { page: 'live'; slug: string } | { page: 'missing' };

export function routeOf(pathname: string): Route {
  const path = pathname.replace(/\/+$/, '');
  if (path === '' || path === '/live' || path === '/index.html') return { page: 'start' };
  const slug = /^\/live\/([^/]+)$/.exec(path)?.[1];
  if (slug === undefined) return { page: 'missing' };
  try {
    return { page: 'live', slug: decodeURIComponent(slug) };
  } catch {
    return { page: 'missing' };
  }
}
