// SPDX-License-Identifier: MIT
//
// Data of others in the live page: whatever a service, a scenario or a past run is called, it stays text and does nothing.
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { hostileStrings, usePages } from './browser.mjs';
import { chooseRun, TABS, useServers } from './live.mjs';
import { MadeUpRun } from './mock/run.mjs';
import { until } from './waiting.mjs';

const HOSTILE = hostileStrings();
const SHOWS_ALL = ['Statistics', 'Charts', 'Exceptions', 'Logs', 'Past runs', 'New run']; // what has each text as it is
const FORBIDDEN = ['script', 'iframe', 'img', 'object', 'embed', 'base', 'link', 'meta'];

const { open, test } = usePages();
const { serve } = useServers();
let server;

before(async () => {
    const run = new MadeUpRun({
        seconds: 100,
        names: HOSTILE.map((text) => ['GET', text]),
        errors: HOSTILE.map((text) => [text, 0, text]),
        checks: HOSTILE,
        logs: HOSTILE,
        title: HOSTILE[0],
        host: HOSTILE[5],
    });
    server = await serve({
        run,
        state: {
            title: HOSTILE[1],
            host: HOSTILE[2],
            resource: HOSTILE[6],
            exceptions: HOSTILE.map((text) => ({ count: 1, message: text, traceback: text, nodes: text })),
            classes: HOSTILE.map((text) => ({ name: text, weight: 1, fixed_count: 0, tasks: [{ name: text, weight: 1 }] })),
            options: HOSTILE.map((text, place) => ({
                name: text,
                value: text,
                help: text,
                choices: place % 2 ? [text, 'x'] : [],
                type: 'text',
            })),
            form: Object.fromEntries([
                ['users', 1],
                ['spawn_rate', 1],
                ['checks', HOSTILE],
                ...['host', 'run_time', 'stages', 'rate', 'warmup', 'iterations', 'profile'].map((name, place) => [
                    name,
                    HOSTILE[place + 10],
                ]),
            ]),
        },
        runs: HOSTILE.map((text, place) => ({
            id: place + 1,
            label: text,
            title: text,
            host: text,
            start: text,
            duration_s: 1,
            users: 1,
            requests: 1,
            failure_ratio: 0,
            p95_ms: 1,
            verdict: text,
            exit_code: 0,
        })),
    });
});

// What the page shows and holds as values; blanks as they are.
const shownTexts = (page) =>
    page.evaluate(() => {
        const texts = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) texts.push(walker.currentNode.data);
        for (const field of document.querySelectorAll('input, textarea, option')) texts.push(field.value);
        return texts;
    });

const elementsOf = (page) =>
    page.evaluate((kinds) => Object.fromEntries(kinds.map((kind) => [kind, document.querySelectorAll(kind).length])), FORBIDDEN);

// Until each of the texts is there as it is. `put` makes of a text what the page makes of it.
async function assertShown(page, where, put) {
    let missing = HOSTILE;
    const areShown = async () => {
        const texts = new Set(await shownTexts(page));
        missing = HOSTILE.filter((text) => !texts.has(put(text)) && !texts.has(` ${text}`));
        return missing.length === 0;
    };
    await until(areShown, 'the texts').catch(() => undefined);
    assert.deepEqual(missing, [], `not shown as they are: ${where}`);
}

test('100 hostile texts in every place run nothing and stay as they are', async () => {
    const page = await open(server.url);
    await page.evaluate(() => {
        globalThis.hits = 0;
        globalThis.__hit = () => {
            globalThis.hits++;
        };
    });
    const elements = await elementsOf(page);
    for (const name of [...TABS, 'New run']) {
        if (name === 'New run') {
            server.run.stop();
            server.news(HOSTILE[3]);
        }
        await page.getByRole('tab', { name }).click();
        if (SHOWS_ALL.includes(name))
            await assertShown(page, name, (text) => (['Statistics', 'Charts'].includes(name) ? `GET ${text}` : text));
    }
    await page.getByRole('tab', { name: 'Past runs' }).click();
    await chooseRun(page, 7).check();
    await chooseRun(page, 8).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('regression', { exact: true }).first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.hits), 0);
    assert.deepEqual(await elementsOf(page), elements);
});

test('a hostile name opens its dialog and runs nothing', async () => {
    const page = await open(`${server.url}#statistics`);
    await page.getByRole('button', { name: `GET ${HOSTILE[0]}`, exact: true }).click();
    await page
        .getByRole('dialog')
        .getByRole('heading', { name: `GET ${HOSTILE[0]}` })
        .waitFor();
});
