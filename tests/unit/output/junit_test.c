/* SPDX-License-Identifier: MIT */
/* junit_test.c - the file of JUnit: its cases, and that nothing from outside breaks the XML */
#include "output/junit.h"

#include "judgement_fixture.h"

static void write_report(struct fixture *f, struct buffer *out)
{
    char directory[PATH_MAX], path[PATH_MAX + 20], problem[OUTPUT_PROBLEM];
    struct output *o;

    test_directory(directory);
    snprintf(path, sizeof path, "%s/junit.xml", directory);
    o = junit_new(path);
    assert_int_equal(o->ops->start(o, &f->info, problem), OK);
    assert_int_equal(o->ops->stop(o, &f->snapshot, 3), OK);
    o->ops->free(o);
    buffer_init(out, 100000);
    test_read_file(out, path);
    test_remove_directory(directory);
}

static void each_check_is_a_case_and_a_broken_one_a_failure(void **state)
{
    struct judgement_fixture judged;
    struct fixture f;
    struct buffer xml;

    fixture_init(&f);
    judgement_fixture_init(&judged);
    f.info.judgement = &judged.judgement;
    f.info.title = "a<b>&\"c\".c\x01\xff";
    write_report(&f, &xml);
    assert_non_null(strstr(buffer_cstring(&xml), "<testsuites name=\"cicada\" tests=\"3\" failures=\"2\" errors=\"0\""));
    assert_non_null(strstr(buffer_cstring(&xml), "<testsuite name=\"a&#60;b&#62;&#38;&#34;c&#34;.c \xef\xbf\xbd\""));
    assert_non_null(strstr(buffer_cstring(&xml), "name=\"p95 &#60; 200ms\" time=\"0\"></testcase>"));
    assert_non_null(strstr(buffer_cstring(&xml), "message=\"value 3 %, limit 1 %, margin -200 %; ended the run\""));
    assert_non_null(strstr(buffer_cstring(&xml), "<property name=\"verdict\" value=\"DEGRADED\"/>"));
    assert_non_null(strstr(buffer_cstring(&xml), "<property name=\"verdict.reason\" value=\"busy"));
    assert_null(strstr(buffer_cstring(&xml), "<b>"));
    assert_null(memchr(xml.data, '\x1b', xml.size));
    buffer_free(&xml);
    fixture_free(&f);
}

static void without_checks_the_suite_is_empty(void **state)
{
    struct fixture f;
    struct buffer xml;

    fixture_init(&f);
    write_report(&f, &xml);
    assert_non_null(strstr(buffer_cstring(&xml), "tests=\"0\" failures=\"0\""));
    assert_null(strstr(buffer_cstring(&xml), "<testcase"));
    buffer_free(&xml);
    fixture_free(&f);
}

TEST_MAIN(TEST(each_check_is_a_case_and_a_broken_one_a_failure), TEST(without_checks_the_suite_is_empty))
