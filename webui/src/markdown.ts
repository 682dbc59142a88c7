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
        } else if (character === '`') {
            const fence = /^`+/.exec(source.slice(at))![0];
            const end = source.indexOf(fence, at + fence.length);
            if (end < 0) {
                text += fence;
                at += fence.length - 1;
                continue;
            }
            flush();
            const code = source.slice(at + fence.length, end).replaceAll('\\|', '|');
            into.appendChild(element('code', {}, fence.length > 1 ? code.replace(/^ | $/g, '') : code));
            at = end + fence.length - 1;
        } else {
            text += character;
        }
    }
    flush();
    return result;
}
