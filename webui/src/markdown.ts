// SPDX-License-Identifier: MIT
//
// The little of Markdown that the written report uses within a paragraph: **strong**, `code`, and marks that a backslash makes plain.
// What comes out is text in elements; links and HTML do not exist here.
import { append, element } from './dom';

export function markdownLine(source: string): DocumentFragment {
    const result = document.createDocumentFragment();
    let into: Node = result;
    let text = '';
    const flush = () => {
        append(into, text);
        text = '';
    };
    for (let at = 0; at < source.length; at += 1) {
        const character = source[at]!;
        if (character === '\\' && at + 1 < source.length) {
            at += 1;
            text += source[at]!;
        } else if (source.startsWith('**', at)) {
            at += 1;
            flush();
            into = into === result ? result.appendChild(element('strong')) : result;
        } else if (character === '`' && source.indexOf('`', at + 1) > 0) {
            const end = source.indexOf('`', at + 1);
            flush();
            into.appendChild(element('code', {}, source.slice(at + 1, end)));
            at = end;
        } else {
            text += character;
        }
    }
    flush();
    return result;
}
