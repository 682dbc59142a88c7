/* SPDX-License-Identifier: MIT */
/* cli/read_options_test.c - which source wins, what a word on the command line is, defaults, contradictions */
#include "cli_support.h"

static void later_sources_win(void **state)
{
    struct surroundings *s = *state;

    write_here(s, "home/.locust.conf",
               "users = 1\nspawn-rate = 1\nrun-time = 1\ncsv = one\nlogfile = one\nloglevel = DEBUG\nseed = 1\nheadless\n");
    write_here(s, "pyproject.toml",
               "[tool.locust]\nspawn-rate = 2\nrun-time = 2\ncsv = 'two'\nlogfile = 'two'\nseed = 2\nloglevel = 'INFO'\n");
    write_here(s, "locust.conf", "run-time = 3\ncsv = three\nlogfile = three\nseed = 3\nloglevel = ERROR\n");
    write_here(s, "other.conf", "csv = four\nlogfile = four\nseed = 4\nloglevel = ERROR\n");
    setenv("LOCUST_LOGFILE", "five", 1);
    setenv("LOCUST_SEED", "5", 1);
    setenv("LOCUST_LOGLEVEL", "ERROR", 1);
    setenv("CICADA_SEED", "6", 1);
    setenv("CICADA_LOGLEVEL", "ERROR", 1);
    assert_reads(s, "-f", "x.c", "--config", "other.conf", "-L", "CRITICAL");
    assert_equal_u64("users", s->options.plan.users, 1);
    assert_near_double("rate", s->options.plan.spawn_rate, 2, 0);
    assert_near_double("run time", s->options.plan.run_time_s, 3, 0);
    assert_equal_string("csv", s->options.csv_prefix, "four");
    assert_equal_string("logfile", s->options.log_file, "five");
    assert_equal_u64("seed", s->options.plan.seed, 6);
    assert_equal_string("loglevel", s->options.log_level, "CRITICAL");
}

static void cicadas_own_files_win_over_locusts(void **state)
{
    struct surroundings *s = *state;

    write_here(s, "pyproject.toml", "[tool.cicada]\nusers = 2\nheadless = true\n[tool.locust]\nusers = 1\nspawn-rate = 4\n");
    write_here(s, "cicada.conf", "spawn-rate = 6\n");
    write_here(s, "locust.conf", "spawn-rate = 5\n");
    assert_reads(s, "-f", "x.c");
    assert_equal_u64("users", s->options.plan.users, 2);
    assert_near_double("rate", s->options.plan.spawn_rate, 6, 0);
}

static void a_stronger_source_replaces_lists(void **state)
{
    struct surroundings *s = *state;

    write_here(s, "locust.conf", "header = A: 1\nheader = B: 2\ntags = [a, b]\nheadless = true\n");
    assert_reads(s, "-f", "x.c");
    assert_equal_string("headers", joined(&s->options.plan.http.headers), "A: 1 B: 2");
    assert_equal_string("tags", joined(&s->options.plan.tags), "a b");
    assert_reads(s, "-f", "x.c", "--header", "C: 3", "--header", "D: 4", "-T", "c");
    assert_equal_string("headers", joined(&s->options.plan.http.headers), "C: 3 D: 4");
    assert_equal_string("tags", joined(&s->options.plan.tags), "c");
}

static void variables_hold_lists_in_several_forms(void **state)
{
    struct surroundings *s = *state;

    setenv("LOCUST_HEADLESS", "true", 1);
    setenv("LOCUST_LOCUSTFILE", "x.c", 1);
    setenv("LOCUST_USER_CLASSES", "A B", 1);
    setenv("LOCUST_TAGS", "[a, \"b\"]", 1);
    setenv("LOCUST_EXCLUDE_TAGS", "c,d", 1);
    setenv("LOCUST_HOST", "", 1);
    assert_reads(s, "-u", "1");
    assert_equal_string("classes", joined(&s->options.plan.user_classes), "A B");
    assert_equal_string("tags", joined(&s->options.plan.tags), "a b");
    assert_equal_string("exclude tags", joined(&s->options.plan.exclude_tags), "c d");
    assert_null(s->options.plan.host);
    assert_reads(s, "C");
    assert_equal_string("classes", joined(&s->options.plan.user_classes), "C");
}

static void wrong_values_name_their_source(void **state)
{
    struct surroundings *s = *state;

    assert_refuses(s, "--users \"x\": not a whole number", "--users", "x");
    assert_refuses(s, "-u \"x\": not a whole number", "-ux");
    setenv("LOCUST_USERS", "x", 1);
    assert_refuses(s, "LOCUST_USERS \"x\": not a whole number", "-f", "x.c");
    assert_refuses(s, "nowhere.conf: No such file or directory", "-f", "x.c", "--config", "nowhere.conf");
    write_here(s, "locust.conf", "\nusers = y\n");
    assert_refuses(s, "locust.conf line 2: users \"y\": not a whole number", "-f", "x.c");
}

static void defaults_are_locusts(void **state)
{
    struct surroundings *s = *state;

    assert_reads(s, "-f", "x.c", "--headless");
    assert_equal_u64("users", s->options.plan.users, 1);
    assert_near_double("rate", s->options.plan.spawn_rate, 1, 0);
    assert_near_double("run time", s->options.plan.run_time_s, 0, 0);
    assert_near_double("stop timeout", s->options.plan.stop_timeout_s, 0, 0);
    assert_equal_u64("redirects", s->options.plan.http.max_redirects, 30);
    assert_equal_u64("exit code", s->options.exit_code_on_error, 1);
    assert_true(s->options.plan.seed != 0);
}

static void an_ending_that_is_there_is_not_added(void **state)
{
    struct surroundings *s = *state;
    static const char *const cases[][2] = {
        {"out", "out"}, {"out.json", "out"}, {"a.json/b", "a.json/b"}, {"b.json.json", "b.json"}, {".json", ".json"}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_reads(s, "http://h/", "--json-file", cases[i][0]);
        assert_equal_string(cases[i][0], s->options.json_file, cases[i][1]);
    }
}

static void a_url_is_loaded_without_a_file(void **state)
{
    struct surroundings *s = *state;
    static const char *const urls[] = {
        "http://localhost:8000/a?b=1", "localhost", "localhost:8000/x", "example.com", "10.0.0.1/x", "https://[::1]:8443/"};

    for (size_t i = 0; i < COUNT(urls); i++) {
        assert_reads(s, urls[i], "-u", "64", "-t", "10s");
        assert_equal_string("url", s->options.plan.url.url, urls[i]);
        assert_null(s->options.plan.scenario_file);
    }
    assert_equal_u64("users", s->options.plan.users, 64);
    assert_near_double("all at once", s->options.plan.spawn_rate, 64000, 0);
    assert_reads(s, "example.com", "-u", "64", "-r", "8");
    assert_near_double("rate", s->options.plan.spawn_rate, 8, 0);
}

static void the_body_of_a_url_comes_from_text_or_file(void **state)
{
    struct surroundings *s = *state;

    assert_reads(s, "http://h/", "--body", "hello", "-X", "PUT");
    assert_equal_string("method", s->options.plan.url.method, "PUT");
    assert_equal_string("body", s->options.plan.url.body, "hello");
    assert_equal_u64("size", s->options.plan.url.body_size, 5);
    write_here(s, "body", "from a file");
    assert_reads(s, "http://h/", "--body-file", "body");
    assert_equal_string("body", s->options.plan.url.body, "from a file");
    assert_equal_u64("size", s->options.plan.url.body_size, 11);
    assert_refuses(s, "--body-file \"nowhere\": No such file or directory", "http://h/", "--body-file", "nowhere");
}

static void a_url_gives_way_to_no_configuration(void **state)
{
    struct surroundings *s = *state;

    write_here(s, "locust.conf", "locustfile = x.c\nhost = http://other\ntags = a\n");
    setenv("LOCUST_USER_CLASSES", "A", 1);
    assert_reads(s, "http://h/");
    assert_equal_string("url", s->options.plan.url.url, "http://h/");
    assert_null(s->options.plan.scenario_file);
    assert_null(s->options.plan.host);
    assert_equal_u64("tags", s->options.plan.tags.count, 0);
    assert_equal_u64("classes", s->options.plan.user_classes.count, 0);
}

static void contradictions_are_refused(void **state)
{
    struct surroundings *s = *state;

    assert_refuses(s, "-4 and -6 contradict each other", "http://h/", "-4", "-6");
    assert_refuses(s, "--body and --body-file contradict each other", "http://h/", "--body", "a", "--body-file", "b");
    assert_refuses(s, "--no-redirects and --max-redirects contradict each other", "http://h/", "--max-redirects", "3",
                   "--no-redirects");
    assert_refuses(s, "'--csv-full-history' requires '--csv'.", "-f", "x.c", "--headless", "--csv-full-history");
    assert_refuses(s, "'--key' requires '--cert'.", "http://h/", "--key", "k");
    assert_refuses(s, "--json-format: there is no JSON without --json or --json-file", "http://h/", "--json-format", "locust");
    assert_refuses(s, "-H: has no meaning when one URL is loaded, which is its own host; a header is given with --header",
                   "http://h/", "-H", "http://g");
    assert_refuses(s, "--method: is for loading one URL (cicada URL); a scenario says it itself", "-f", "x.c", "--headless",
                   "--method", "PUT");
    assert_refuses(s, "http://h/: with a scenario file the host is given with -H: -H http://h/", "-f", "x.c", "http://h/");
    assert_refuses(s, "http://h/: a URL stands alone, but there is \"A\" too", "A", "http://h/");
    assert_refuses(s, "http://h/: a URL stands alone, but there is \"http://g/\" too", "http://h/", "http://g/");
    assert_refuses(s, "x.c: a scenario file is given with -f: -f x.c", "x.c");
    assert_refuses(s, "--timeout: has to be above 0", "http://h/", "--timeout", "0");
    assert_refuses(s, "--stack-size: has to be from 16KiB to 64MiB", "http://h/", "--stack-size", "1k");
    assert_reads(s, "http://h/", "-4", "--ipv6=false");
}

static void malformed_urls_are_shown_with_a_caret(void **state)
{
    struct surroundings *s = *state;

    READ(s, "http://ho st/");
    assert_code(s, EXIT_WRONG_OPTIONS);
    assert_non_null(strstr(s->problem, "\n    http://ho st/\n             ^"));
    READ(s, "-f", "x.c", "--headless", "-H", "ftp://h");
    assert_code(s, EXIT_WRONG_OPTIONS);
    assert_non_null(strstr(s->problem, "-H: "));
    READ(s, "-f", "x.c", "--headless", "-H", "http://h/?q=1");
    assert_non_null(strstr(s->problem, "-H: a host cannot have a query\n    http://h/?q=1\n             ^"));
    READ(s, "http://user:secret@h:99999/");
    assert_code(s, EXIT_WRONG_OPTIONS);
    assert_null(strstr(s->problem, "secret"));
}

static void without_a_scenario_it_says_what_to_do(void **state)
{
    struct surroundings *s = *state;

    READ(s, "--headless");
    assert_code(s, EXIT_NO_SCENARIO_FILE);
    assert_non_null(strstr(s->problem, "cicada -f FILE"));
    write_here(s, "scenario.c", "");
    assert_reads(s, "--headless");
    assert_equal_string("file", s->options.plan.scenario_file, "scenario.c");
}

static void what_there_is_not_is_refused_by_name(void **state)
{
    struct surroundings *s = *state;

    assert_refuses(s, "--master: not available in this version of Cicada, which runs as one process", "-f", "x.c", "--master");
    assert_reads(s, "-f", "x.c", "--list");
    setenv("LOCUST_MODE_WORKER", "false", 1);
    assert_reads(s, "-f", "x.c", "--headless");
    setenv("LOCUST_MODE_WORKER", "true", 1);
    assert_refuses(s, "LOCUST_MODE_WORKER: not available in this version of Cicada, which runs as one process", "-f", "x.c",
                   "--headless");
}

static void a_scenario_has_a_web_ui_unless_it_is_headless(void **state)
{
    struct surroundings *s = *state;

    assert_reads(s, "-f", "x.c");
    assert_true(s->options.web.on);
    assert_true(s->options.only_summary); /* the page shows the rest */
    assert_equal_u64("port", s->options.web.port, 8089);
    assert_reads(s, "-f", "x.c", "--autostart", "--web-port", "0");
    assert_false(s->options.only_summary);
    assert_equal_u64("port", s->options.web.port, 0);
    assert_reads(s, "-f", "x.c", "--headless", "-P", "1234");
    assert_false(s->options.web.on);
}

static void a_url_has_a_web_ui_when_its_command_line_asks_for_it(void **state)
{
    struct surroundings *s = *state;

    assert_reads(s, "http://localhost/");
    assert_false(s->options.web.on);
    setenv("LOCUST_WEB_PORT", "7000", 1);
    assert_reads(s, "http://localhost/");
    assert_false(s->options.web.on);
    assert_reads(s, "http://localhost/", "--web");
    assert_true(s->options.web.on);
    assert_equal_u64("port", s->options.web.port, 7000);
    assert_reads(s, "http://localhost/", "-P", "0");
    assert_true(s->options.web.on);
}

static void a_login_needs_a_password(void **state)
{
    struct surroundings *s = *state;

    READ(s, "-f", "x.c", "--web-login");
    assert_code(s, EXIT_WRONG_OPTIONS);
    assert_non_null(strstr(s->problem, "--web-login: there is no password."));
    setenv("CICADA_WEB_PASSWORD", "correct horse", 1);
    assert_reads(s, "-f", "x.c", "--web-login");
    assert_equal_string("password", s->options.web.password, "correct horse");
    unsetenv("CICADA_WEB_PASSWORD");
    setenv("CICADA_WEB_AUTH", "ann:battery:staple", 1);
    assert_reads(s, "-f", "x.c", "--web-login");
    assert_equal_string("both", s->options.web.auth, "ann:battery:staple");
    assert_refuses(s, "--web-auth: write a name and a password, as NAME:PASSWORD", "-f", "x.c", "--web-auth", ":x");
}

static void secrets_do_not_stay_in_the_command_line(void **state)
{
    struct surroundings *s = *state;

    assert_reads(s, "http://me:pw@h/", "--header", "Authorization: Bearer abc", "--key", "k.pem", "--cert", "c.pem");
    assert_null(strstr(s->options.command_line, "pw"));
    assert_null(strstr(s->options.command_line, "abc"));
    assert_non_null(strstr(s->options.command_line, "c.pem"));
}

TEST_MAIN(TEST_HERE(later_sources_win), TEST_HERE(cicadas_own_files_win_over_locusts),
          TEST_HERE(a_stronger_source_replaces_lists), TEST_HERE(variables_hold_lists_in_several_forms),
          TEST_HERE(wrong_values_name_their_source), TEST_HERE(defaults_are_locusts),
          TEST_HERE(an_ending_that_is_there_is_not_added), TEST_HERE(a_url_is_loaded_without_a_file),
          TEST_HERE(the_body_of_a_url_comes_from_text_or_file), TEST_HERE(a_url_gives_way_to_no_configuration),
          TEST_HERE(contradictions_are_refused), TEST_HERE(malformed_urls_are_shown_with_a_caret),
          TEST_HERE(without_a_scenario_it_says_what_to_do), TEST_HERE(what_there_is_not_is_refused_by_name),
          TEST_HERE(a_scenario_has_a_web_ui_unless_it_is_headless),
          TEST_HERE(a_url_has_a_web_ui_when_its_command_line_asks_for_it), TEST_HERE(a_login_needs_a_password),
          TEST_HERE(secrets_do_not_stay_in_the_command_line))
