// SPDX-License-Identifier: MIT
//
// Builds each page into one file of dist/ that needs nothing else: styles and scripts stand in it, and its content security policy
// names them by their hashes, so that no other script can run in it. dist/sources.sha256 has the hashes of the sources it was made of
// and of what was made; tools/check compares.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const pages = ['report.html', 'index.html'].filter((page) => existsSync(join(root, page)));
const notice = 'Charts: uPlot, copyright Leon Sorokin, MIT license';

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

// Where the policy of the page is written: <meta http-equiv="Content-Security-Policy" content="... {script} ... {style} ...">
function page_of(html, script, style) {
    return html
        .replace(/\s*<script type="module"[^>]*><\/script>/, '')
        .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
        .replace('{script}', hash(script))
        .replace('{style}', hash(style))
        .replace('</head>', () => `<style>${style}</style>\n</head>`)
        .replace('</body>', () => `<script type="module">${script}</script>\n</body>`)
        .replace('<head>', () => `<head>\n<!-- ${notice} -->`);
}

async function build_page(page) {
    const { output } = await build({
        root,
        configFile: false,
        logLevel: 'warn',
        build: {
            write: false,
            target: 'es2022',
            modulePreload: false,
            cssCodeSplit: false,
            assetsInlineLimit: 0,
            rollupOptions: { input: join(root, page), output: { inlineDynamicImports: true } },
        },
    });
    const text_of = (suffix) =>
        output.filter((file) => file.fileName.endsWith(suffix)).map((file) => String(file.code ?? file.source)).join('\n');
    const script = text_of('.js').trim();
    const style = text_of('.css').trim();
    if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
        throw new Error(`${page}: a script or style would end its element early`);
    const html = page_of(text_of('.html'), script, style);
    writeFileSync(join(root, 'dist', page), html);
    console.log(`dist/${page}: ${(html.length / 1024).toFixed(1)} KB`);
}

function sources() {
    const files = ['build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', ...pages, ...pages.map((page) => `dist/${page}`)];
    const walk = (folder) => {
        for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
            const path = `${folder}/${entry.name}`;
            if (entry.isDirectory())
                walk(path);
            else
                files.push(path);
        }
    };
    walk('src');
    return files.sort();
}

mkdirSync(join(root, 'dist'), { recursive: true });
for (const page of pages)
    await build_page(page);
writeFileSync(join(root, 'dist', 'sources.sha256'),
    sources().map((file) => `${createHash('sha256').update(readFileSync(join(root, file))).digest('hex')}  ${file}\n`).join(''));
