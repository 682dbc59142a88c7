/* SPDX-License-Identifier: MIT */
/* hostile.h - a hundred texts that a name, a host or an error may be, and that try to be something else where they are shown
 *
 * Markup and scripts, ends of JSON strings and of events, bytes that are no UTF-8, controls, what changes the writing direction,
 * formulas, formats, secrets' look-alikes, and length.
 */
#ifndef CICADA_TESTS_HOSTILE_H
#define CICADA_TESTS_HOSTILE_H

#include "base/text.h"

#define HOSTILE_COUNT 100

static const struct text hostile_texts[] = {
    /* markup and scripts */
    TEXT("<script>alert(1)</script>"),
    TEXT("</script><script>alert(1)</script>"),
    TEXT("</SCRIPT >x"),
    TEXT("<!--<script>"),
    TEXT("-->"),
    TEXT("]]>"),
    TEXT("<![CDATA["),
    TEXT("<img src=x onerror=alert(1)>"),
    TEXT("<svg/onload=alert(1)>"),
    TEXT("\"><script>alert(1)</script>"),
    TEXT("'><b>"),
    TEXT("\" onmouseover=\"alert(1)"),
    TEXT("' onfocus='alert(1)' autofocus='"),
    TEXT("javascript:alert(1)"),
    TEXT("JaVaScRiPt:alert(1)//"),
    TEXT("data:text/html,<script>alert(1)</script>"),
    TEXT("<iframe srcdoc='<script>alert(1)</script>'>"),
    TEXT("<a href=javascript:alert(1)>x</a>"),
    TEXT("<style>*{display:none}"),
    TEXT("<base href=//evil.example/>"),
    TEXT("<meta http-equiv=refresh content=0>"),
    TEXT("<math><mi xlink:href=x>"),
    TEXT("&lt;script&gt;"),
    TEXT("&#60;script&#62;"),
    TEXT("&"),
    TEXT("&amp;amp;"),
    TEXT("<"),
    TEXT(">"),
    TEXT("</title>"),
    TEXT("</textarea>"),
    TEXT("<template>"),
    TEXT("${alert(1)}"),
    TEXT("{{constructor.constructor('alert(1)')()}}"),
    TEXT("`${1}`"),
    TEXT("__proto__"),
    TEXT("constructor"),
    TEXT("toString"),
    TEXT("hasOwnProperty"),
    /* ends of strings, of lines, of events */
    TEXT("\""),
    TEXT("'"),
    TEXT("\\"),
    TEXT("\\\""),
    TEXT("\\u0022"),
    TEXT("\",\"x\":\""),
    TEXT("\"}]}"),
    TEXT("}"),
    TEXT("a\nb"),
    TEXT("a\r\nb"),
    TEXT("\r"),
    TEXT("\n\ndata: forged\n\n"),
    TEXT("event: state\ndata: {}\n\n"),
    TEXT(": comment"),
    TEXT("id: 7\n"),
    TEXT("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n"),
    TEXT("\xe2\x80\xa8"),
    TEXT("\xe2\x80\xa9"),
    TEXT("a\xe2\x80\xa8"
         "alert(1)"),
    /* bytes that are no text */
    TEXT("a\0b"),
    TEXT("\0"),
    TEXT("\x01\x02\x03"),
    TEXT("\x08\x7f"),
    TEXT("\x1b[2J\x1b]0;owned\x07"),
    TEXT("\xc2\x9b"
         "31m"),
    TEXT("\xff"),
    TEXT("\xfe\xff"),
    TEXT("\xc0\x80"),
    TEXT("\xc0\xaf"),
    TEXT("\xe0\x80\xbc"),
    TEXT("\xed\xa0\x80"),
    TEXT("\xf4\x90\x80\x80"),
    TEXT("\xf8\x88\x80\x80\x80"),
    TEXT("\xe2\x82"),
    TEXT("\x80"),
    TEXT("ok\xc3"),
    TEXT("\xf0\x9f\x92"),
    TEXT("\xc3\x28"),
    TEXT("\xef\xbf\xbd"),
    TEXT("\xef\xbf\xbf"),
    TEXT("\xef\xbb\xbf"
         "mark"),
    /* direction, width, look-alikes */
    TEXT("\xe2\x80\xae"
         "txt.exe"),
    TEXT("\xe2\x81\xa6"
         "x"),
    TEXT("\xe2\x80\x8b"),
    TEXT("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
    TEXT("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"),
    TEXT("\xd1\x80\xd0\xb0y\xd1\x80\xd0\xb0l"),
    TEXT("\xef\xbc\x9cscript\xef\xbc\x9e"),
    TEXT("\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"),
    /* formulas, formats, paths, numbers */
    TEXT("=cmd|' /C calc'!A0"),
    TEXT("@SUM(1)"),
    TEXT("%s%n%x"),
    TEXT("%3Cscript%3E"),
    TEXT("../../etc/passwd"),
    TEXT("NaN"),
    TEXT("null"),
    TEXT("1e999"),
    TEXT("'; DROP TABLE runs; --"),
    TEXT(""),
    TEXT(" "),
    TEXT("Aggregated"),
    TEXT("(other)"),
};

_Static_assert(sizeof hostile_texts / sizeof hostile_texts[0] == HOSTILE_COUNT, "a hundred of them");

#endif
