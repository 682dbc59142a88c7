// SPDX-License-Identifier: MIT
//
// Chromium for the tests: one browser for a file of tests, a fresh context for each page. What no page of ours may ever do is watched on
// each of them: an error or warning on the console, a request to anything but the page's own place, a script that data brought in.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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

// The caller closes it: after(() => browser.close()).
export async function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, chromiumSandbox: false, args: FLAGS, timeout: 60_000,
    });
}

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

// Opens `url` in a context of its own. Options are those of playwright's newContext: viewport, colorScheme, ... The page carries
// `faults`: everything it must not have done; assertClean looks at it.
export async function open(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.faults = [];
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
    assert.deepEqual(page.faults, []);
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
