// The window: mounts the views on the state, and the state on whatever bridge this host offers.
// May import svelte, bits-ui, chart.js, @lucide/svelte, marked, and types of the contract.
import { mount } from 'svelte';
import './theme/tokens.css';
import './theme/base.css';
import App from './App.svelte';
import { asCallError, connect } from './client/client.ts';
import { loopback } from './client/loopback.ts';
import { Commands } from './state/commands.svelte.ts';
import { Desk } from './state/desk.svelte.ts';
import { views } from './views/views.ts';

const bridge = window.margrave ?? loopback();
const desk = new Desk(connect(bridge));
// What nobody waited for must not fail unseen.
window.addEventListener('unhandledrejection', ({ reason }) => {
  const { code, message } = asCallError(reason);
  if (code !== 'cancelled' && code !== 'superseded') desk.notices.say('error', message);
});
const target = document.getElementById('window');
if (!target) throw new Error('The page has no place for the window.');
target.replaceChildren();
mount(App, { target, props: { desk, commands: new Commands(desk, views) } });
void desk.start();
