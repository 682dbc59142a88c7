// SPDX-License-Identifier: MIT
//
// Chromium for the tests: one browser for a file of tests, a fresh context for each page. What no page of ours may ever do is watched on
// each of them: an error or warning on the console, a request to anything but the page's own place, a script that data brought in.
//
//     const { open, test } = usePages();
//     test('a claim', async () => { const page = await open(url); ... });
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const BUILD = join(ROOT, process.env.CICADA_BUILD ?? 'build');
export const CICADA = join(BUILD, 'cicada');
export const TARGET = join(BUILD, 'target', 'cicada-target');
const SCREENSHOTS = join(BUILD, 'ui-screenshots');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const FLAGS = [
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

// The caller closes it.
export async function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, chromiumSandbox: false, args: FLAGS, timeout: 60_000,
    });
}

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

const PATIENCE_MS = 30_000; // of each wait: a machine may be busy, and who waits in vain fails anyway
const SHOWN_OF_A_PAGE = 1500; // characters, when a test failed

// For a file of tests: `open` and `test`, which share a browser. After each test the pages that it opened are closed; they must have done
// nothing that is forbidden. Of a test that fails, the message says what they showed and what `explain` says, and pictures of them are
// kept as build/ui-screenshots/failed-*.png. What the pages need has to last until then: stop it in an after() of the test's context.
export function usePages(explain = () => '') {
    let browser;
    const pages = [];
    before(async () => {
        browser = await launch();
    });
    after(() => browser?.close());
    const watched = async (name, act, context) => {
        try {
            await act(context);
            for (const page of pages) assertClean(page);
        } catch (error) {
            error.message += await whatTheyShow(pages, `failed-${slug(name)}`);
            error.message += explain();
            throw error;
        } finally {
            await Promise.all(pages.splice(0).map((page) => page.context().close()));
        }
    };
    return {
        open: (url, options) => open(browser, url, options, pages),
        test: (name, act) => test(name, (context) => watched(name, act, context)),
    };
}

const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60);

async function whatTheyShow(pages, picture) {
    let all = '';
    for (const [place, page] of pages.entries()) {
        const name = `${picture}-${place + 1}`;
        await screenshot(page, name, false).catch(() => undefined);
        const text = await page.evaluate(() => document.body.innerText).catch((error) => `nothing: ${error.message}`);
        all += `\n--- ${page.url()} (${name}.png) showed:\n${text.slice(0, SHOWN_OF_A_PAGE)}\n${page.faults.join('\n')}`;
    }
    return all;
}

// Opens `url` in a context of its own. Options are those of playwright's newContext: viewport, colorScheme, ... The page carries
// `faults`: everything it must not have done; assertClean looks at it. Faults that match the option `allowed` are none.
export async function open(browser, url, { allowed = null, ...options } = {}, pages = []) {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.setDefaultNavigationTimeout(PATIENCE_MS);
    page.faults = [];
    page.allowed = allowed;
    pages.push(page);
    const own = new URL(url);
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
            page.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => page.faults.push(`error: ${error.stack ?? error}`));
    page.on('dialog', (dialog) => {
        page.faults.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on('request', (request) => {
        const asked = new URL(request.url());
        if (asked.protocol !== 'data:' && asked.protocol !== 'blob:' && (asked.protocol !== own.protocol || asked.host !== own.host))
            page.faults.push(`request: ${request.url().slice(0, 200)}`);
        if (own.protocol === 'file:' && asked.protocol === 'file:' && asked.pathname !== own.pathname)
            page.faults.push(`request: ${request.url().slice(0, 200)}`);
    });
    await page.goto(url);
    return page;
}

export function assertClean(page) {
    assert.deepEqual(
        page.faults.filter((fault) => !page.allowed?.test(fault)),
        [],
    );
}

// Keeps a picture of the page as build/ui-screenshots/NAME.png; the whole page, or what is in view.
export async function screenshot(page, name, fullPage = true) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage });
}

// axe-core's serious and critical findings, as "rule: selector". The script comes by the debugger: the page's policy stays as it is.
export async function accessibilityFaults(page) {
    const { readFileSync } = await import('node:fs');
    await page.evaluate(readFileSync(AXE, 'utf8'));
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    return found.violations
        .filter((one) => ['serious', 'critical'].includes(one.impact))
        .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}

// Texts that would do something where a page took data for markup, script, address or number. Each calls alert or __hit when it runs.
export function hostileStrings() {
    const seeds = [
        '<script>alert(1)</script>', '</script><script>alert(1)</script>', '<!--<script>', '--><img src=x onerror=alert(1)>', ']]><svg onload=alert(1)>',
        '<img src=x onerror=__hit()>', '<svg/onload=__hit()>', '<iframe srcdoc="<script>parent.__hit()</script>">', '<body onload=__hit()>',
        '<a href="javascript:__hit()">x</a>', 'javascript:alert(1)', '"><script>__hit()</script>', '\'><script>__hit()</script>', '` + alert(1) + `',
        '${alert(1)}', '{{constructor.constructor("alert(1)")()}}', '<template><script>__hit()</script></template>', '<math><mi xlink:href="javascript:__hit()">',
        '<style>*{display:none}</style>', '</style><script>__hit()</script>', '</title><script>__hit()</script>', '</textarea><script>__hit()</script>',
        '<base href="http://127.0.0.1:1/">', '<link rel=stylesheet href="http://127.0.0.1:1/x.css">', '<meta http-equiv=refresh content="0;url=http://127.0.0.1:1/">',
        '\u2028alert(1)\u2029', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '\u202Etxt.exe', 'a\u0000b', '\\"};alert(1);//', '\\u003cscript\\u003e',
        '&lt;script&gt;', '&#x3c;img src=x onerror=__hit()&#x3e;', '%3Cscript%3Ealert(1)%3C/script%3E', '<details open ontoggle=__hit()>', '@DATA@', '$& $1 $`',
        '<input autofocus onfocus=__hit()>', '<object data="javascript:__hit()">', '<embed src="javascript:__hit()">', '<form action="http://127.0.0.1:1"><button>x</button></form>',
        'é漢字🎉', ' '.repeat(50) + 'x', 'x'.repeat(180), '-0', 'NaN', 'null',
    ];
    return Array.from({ length: 100 }, (_, place) => (place < seeds.length ? seeds[place] : `${seeds[place - seeds.length] ?? '<b>'} #${place}`));
}
