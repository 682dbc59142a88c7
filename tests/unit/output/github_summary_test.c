/* SPDX-License-Identifier: MIT */
/* github_summary_test.c - the Markdown of a step summary: its tables, and that names make no Markdown of their own */
#include "output/github_summary.h"

#include "judgement_fixture.h"

static void the_summary_has_verdict_checks_and_requests(void **state)
{
    struct judgement_fixture judged;
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    judgement_fixture_init(&judged);
    f.info.judgement = &judged.judgement;
    buffer_init(&out, 100000);
    github_summary_write(&f.snapshot, &f.info, &out);
    assert_non_null(strstr(buffer_cstring(&out), "Verdict: **DEGRADED**.\n* busy (limit 80 %): use less\n"));
    assert_non_null(strstr(buffer_cstring(&out), "| ✅ | p95 \\< 200ms | 150 ms | 200 ms | +25 % |  |\n"));
    assert_non_null(strstr(buffer_cstring(&out), "\\<b>&'\\\\x1b\" | 3 % | 1 % | -200 % | ended the run |\n"));
    assert_non_null(strstr(buffer_cstring(&out), "| POST /data | 60 | "));
    buffer_free(&out);
    fixture_free(&f);
}

static void a_hostile_name_stays_in_its_cell(void **state)
{
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    f.rows[0].name = TEXT("/x|[a](http://evil)\n| y |<img src=x>`");
    buffer_init(&out, 100000);
    github_summary_write(&f.snapshot, &f.info, &out);
    assert_non_null(strstr(buffer_cstring(&out), "| GET /x\\|\\[a\\](http\\://evil)\\\\n\\| y \\|\\<img src=x>\\` | 40 | "));
    buffer_free(&out);
    fixture_free(&f);
}

TEST_MAIN(TEST(the_summary_has_verdict_checks_and_requests), TEST(a_hostile_name_stays_in_its_cell))
