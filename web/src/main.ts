// SPDX-License-Identifier: Apache-2.0
// The one entry of all pages: theme, styles, and the page that the address names.
import 'bootstrap/dist/css/bootstrap.min.css';
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { routeOf } from './route';
import { followSystemTheme } from './theme';

followSystemTheme();

const target = document.getElementById('app');
if (target) mount(App, { target, props: { route: routeOf(window.location.pathname) } });
