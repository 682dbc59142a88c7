/* SPDX-License-Identifier: MIT */
/* cli/schedule_text.c - see schedule_text.h */
#include "cli/schedule_text.h"

#include <string.h>

#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@+=:,./-"

bool schedule_fits(const struct schedule *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (strpbrk(s->words[i], "\r\n"))
            return false;
    return !strpbrk(s->folder, "\r\n");
}

/* systemd.service(5): C escapes in double quotes; % begins a specifier and $ a variable, in quotes too, and each is itself when
 * written twice. */
static void write_systemd_word(const char *word, struct buffer *out)
{
    buffer_byte(out, '"');
    for (; *word; word++) {
        if (strchr("\\\"", *word))
            buffer_byte(out, '\\');
        if (strchr("%$", *word))
            buffer_byte(out, *word);
        buffer_byte(out, *word);
    }
    buffer_byte(out, '"');
}

/* A setting that is a path takes the rest of its line as it is, but for specifiers. */
static void write_systemd_path(const char *path, struct buffer *out)
{
    for (; *path; path++) {
        if (*path == '%')
            buffer_byte(out, '%');
        buffer_byte(out, *path);
    }
}

void schedule_service(const struct schedule *s, struct buffer *out)
{
    buffer_printf(out,
                  "# cicada-%s.service\n[Unit]\nDescription=Cicada load test %s\nWants=network-online.target\n"
                  "After=network-online.target\n\n[Service]\nType=oneshot\nWorkingDirectory=",
                  s->name, s->name);
    write_systemd_path(s->folder, out);
    buffer_string(out, "\nExecStart=");
    for (size_t i = 0; i < s->count; i++) {
        buffer_string(out, i ? " " : "");
        if (s->words[i][0] && !s->words[i][strspn(s->words[i], PLAIN)])
            buffer_string(out, s->words[i]);
        else
            write_systemd_word(s->words[i], out);
    }
    buffer_string(out, "\nLimitNOFILE=1048576\n");
}

void schedule_timer(const struct schedule *s, struct buffer *out)
{
    buffer_printf(out,
                  "# cicada-%s.timer\n[Unit]\nDescription=Cicada load test %s, each day\n\n[Timer]\nOnCalendar=*-*-* "
                  "%02u:%02u:00\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n",
                  s->name, s->name, s->hour, s->minute);
}

/* For sh, which cron calls; and cron itself takes % for a line end unless a backslash stands before it (crontab(5)), which sh
 * would keep within quotes. So the quotes are closed around it. */
static void write_cron_word(const char *word, struct buffer *out)
{
    if (*word && !word[strspn(word, PLAIN)]) {
        buffer_string(out, word);
        return;
    }
    buffer_byte(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            buffer_string(out, "'\\''");
        else if (*word == '%')
            buffer_string(out, "'\\%'");
        else
            buffer_byte(out, *word);
    }
    buffer_byte(out, '\'');
}

void schedule_crontab(const struct schedule *s, struct buffer *out)
{
    buffer_printf(out, "# Cicada load test %s, each day\n%u %u * * * cd ", s->name, s->minute, s->hour);
    write_cron_word(s->folder, out);
    buffer_string(out, " && ");
    for (size_t i = 0; i < s->count; i++) {
        buffer_string(out, i ? " " : "");
        write_cron_word(s->words[i], out);
    }
    buffer_printf(out, " >cicada-%s.log 2>&1\n", s->name);
}
