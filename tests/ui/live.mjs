// SPDX-License-Identifier: MIT
//
// What the tests of the live page share: servers that play made-up runs, and where on the page things are.
import { after } from 'node:test';
import { MadeUpRun } from './mock/run.mjs';
import { MockServer } from './mock/server.mjs';
import { until } from './waiting.mjs';

export const TABS = ['Statistics', 'Charts', 'Failures', 'Exceptions', 'Checks', 'Ratio', 'Logs', 'Downloads', 'Past runs'];

// For a file of tests: `serve` starts a server whose run goes on only by its step(); all are closed at the end.
export function useServers() {
    const servers = [];
    after(() => Promise.all(servers.map((server) => server.close())));
    const serve = async (options) => {
        const server = await new MockServer({ tick: 0, ...options }).listen();
        servers.push(server);
        return server;
    };
    return { serve, running: (seconds = 120) => serve({ run: new MadeUpRun({ seconds }) }) };
}

export const tab = (page, name) => page.getByRole('tab', { name }).click();
export const selectedTab = (page) => page.locator('[role=tab][aria-selected=true]').evaluate((one) => one.firstChild.data);
export const figure = (page, name) => page.locator('.figure', { hasText: name }).locator('.figure-value');
export const note = (page, name) => page.locator('.figure', { hasText: name }).locator('.figure-note');
export const pill = (page, word) => page.locator('.pill', { hasText: word }).waitFor();
export const chart = (page, title) => page.locator(`.chart:has(.chart-title:text-is("${title}"))`);
export const chooseRun = (page, id) => page.getByRole('checkbox', { name: `Choose run ${id}`, exact: true });
export const focused = (page) => page.evaluate(() => document.activeElement.textContent);
export const names = (page) => page.locator('table:has(caption:text-is("Requests")) tbody tr:visible th').allInnerTexts();

// Until the pages have the history of the run and follow it, and nobody else does. The clock stands still without a run, so a page that
// shows one has loaded the history, which it does after its stream was opened.
export async function connected(server, ...pages) {
    for (const page of pages) await page.locator('.bar-clock', { hasText: ':' }).waitFor();
    await until(() => server.viewers.size === pages.length, `${pages.length} viewers`);
}
