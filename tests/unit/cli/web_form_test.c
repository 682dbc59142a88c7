/* SPDX-License-Identifier: MIT */
/* cli/web_form_test.c - from the words of a start form to the options of a run, and the refusals on the way */
#include "support.h"

#include "cli/option_table.h"
#include "cli/web_form.h"
#include "user/own_options.h"

struct form {
    struct engine engine;
    struct cli_options options; /* of the command line */
    struct test_run run;
    struct web_problem problem;
};

static void set(struct cli_options *options, const char *name, const char *value)
{
    char problem[OPTION_PROBLEM] = "";

    if (!option_set(options, option_find(text_from(name)), "--it", value, problem))
        fail_msg("%s", problem);
}

static bool applied(struct form *f, const struct web_wishes *wishes)
{
    test_run_close(&f->run);
    test_run_open(&f->run, &f->engine, &f->options);
    f->problem = (struct web_problem){.position = -1};
    return web_form_apply(wishes, &f->run, &f->problem);
}

static const struct plan *plan_of(struct form *f, struct web_wishes wishes)
{
    if (!applied(f, &wishes))
        fail_msg("%s: %s", f->problem.field, f->problem.text);
    return &f->run.options.plan;
}

static void assert_refused(struct form *f, struct web_wishes wishes, const char *field, int position)
{
    if (applied(f, &wishes))
        fail_msg("accepted, instead of refused by %s", field);
    assert_equal_string("field", f->problem.field, field);
    if (f->problem.position != position)
        fail_msg("%s at %d, not at %d: %s", field, f->problem.position, position, f->problem.text);
    assert_true(f->problem.text[0] != '\0');
}

static void open_form(struct form *f)
{
    *f = (struct form){0};
    test_run_open(&f->run, &f->engine, &f->options);
}

static void close_form(struct form *f)
{
    test_run_close(&f->run);
    arena_reset(&f->options.arena);
}

static void words_are_read_as_on_the_command_line(void **state)
{
    const struct plan *plan;
    struct form f;

    open_form(&f);
    plan = plan_of(&f,
                   (struct web_wishes){.users = "10", .spawn_rate = "2.5", .run_time = "1h20m", .host = "http://localhost:1"});
    assert_equal_u64("users", plan->users, 10);
    assert_near_double("rate", plan->spawn_rate, 2.5, 0);
    assert_near_double("time", plan->run_time_s, 4800, 0);
    assert_equal_string("host", plan->host, "http://localhost:1");
    plan = plan_of(&f, (struct web_wishes){.rate = "30/m", .arrivals = "poisson", .max_users = "7", .iterations = "9"});
    assert_true(plan->poisson);
    assert_equal_string("rate", plan->rate_text, "30/m");
    assert_equal_u64("most", plan->max_users, 7);
    assert_equal_string("iterations", plan->iterations_text, "9");
    close_form(&f);
}

static void what_is_emptied_was_never_given(void **state)
{
    const struct plan *plan;
    struct form f;

    open_form(&f);
    set(&f.options, "users", "7");
    set(&f.options, "run-time", "5s");
    set(&f.options, "profile", "mine");
    plan = plan_of(&f, (struct web_wishes){0});
    assert_equal_u64("users", plan->users, 7);
    assert_equal_string("profile", plan->profile, "mine");
    plan = plan_of(&f, (struct web_wishes){.users = "", .run_time = " ", .profile = ""});
    assert_equal_u64("users", plan->users, 1);
    assert_near_double("time", plan->run_time_s, 0, 0);
    assert_null(plan->profile);
    assert_equal_u64("users of the command line", f.options.plan.users, 7);
    close_form(&f);
}

static void stages_take_the_place_of_users_and_rates(void **state)
{
    const struct plan *plan;
    struct form f;

    open_form(&f);
    set(&f.options, "users", "7");
    set(&f.options, "rate", "5/s");
    plan = plan_of(&f, (struct web_wishes){.stages = "10:1:1m,20:1:1m", .users = "3"});
    assert_equal_u64("peak", plan->users, 20);
    assert_null(plan->rate_text);
    f.options.given[option_find(TEXT("rate")) - option_table] = NULL;
    f.options.plan.rate_text = NULL;
    plan = plan_of(&f, (struct web_wishes){.rate = "3/s", .users = "3"});
    assert_equal_u64("to begin with", plan->users, 3);
    assert_refused(&f, (struct web_wishes){.rate = "3/s", .stages = "1:1:1s"}, "rate", -1);
    close_form(&f);
}

static void a_refusal_names_the_field_and_the_place(void **state)
{
    struct form f;

    open_form(&f);
    assert_refused(&f, (struct web_wishes){.run_time = "5 apples"}, "run_time", -1);
    assert_equal_string("text", f.problem.text, "unknown unit; use h, m, s, ms, us or ns");
    assert_refused(&f, (struct web_wishes){.users = "1e3"}, "users", -1);
    assert_refused(&f, (struct web_wishes){.stages = "1:1:1s,x"}, "stages", 7);
    assert_null(strchr(f.problem.text, '^'));
    assert_refused(&f, (struct web_wishes){.rate = "A=1/s,B=1/x"}, "rate", 10);
    assert_refused(&f, (struct web_wishes){.host = "http://a b"}, "host", 8);
    assert_refused(&f, (struct web_wishes){.warmup = "5s", .run_time = "5s"}, "warmup", -1);
    assert_refused(&f, (struct web_wishes){.arrivals = "now and then"}, "arrivals", -1);
    close_form(&f);
}

static void hostile_words_are_refused_whole(void **state)
{
    char long_word[5000];
    struct form f;

    memset(long_word, 'x', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    open_form(&f);
    for (size_t i = 0; i < 2; i++) {
        const char *word = i == 0 ? long_word : "\x1b[2J\"\": \n    ^^^ \xff\xfe";

        assert_false(applied(&f, &(struct web_wishes){.users = word}));
        assert_equal_string("field", f.problem.field, "users");
        assert_false(applied(&f, &(struct web_wishes){.stages = word}));
        assert_equal_string("field", f.problem.field, "stages");
        assert_true(f.problem.position < (int)strlen(word));
    }
    close_form(&f);
}

static void checks_of_the_form_come_instead_of_those_before(void **state)
{
    static const char *const list[] = {"p95 < 1s", " "};
    struct form f;

    open_form(&f);
    set(&f.options, "check", "max < 2s");
    set(&f.options, "check-file", "none.checks");
    plan_of(&f, (struct web_wishes){0});
    assert_equal_u64("before", f.run.options.checks.count, 1);
    plan_of(&f, (struct web_wishes){.sets_checks = true, .checks = {list, 2}});
    assert_equal_u64("of the form", f.run.options.checks.count, 1);
    assert_equal_string("check", f.run.options.checks.at[0], "p95 < 1s");
    assert_equal_u64("files", f.run.options.check_files.count, 0);
    close_form(&f);
}

static void classes_have_to_exist_and_to_weigh_something(void **state)
{
    static const cic_user_class one = {.name = "One"};
    static const cic_user_class *const classes[] = {&one};
    static const char *const bad[] = {"0", "-1", "nan", "inf", "heavy", "1e300"};
    struct form f;

    open_form(&f);
    f.engine.scenario = (struct scenario){.classes = classes, .class_count = 1};
    plan_of(&f, (struct web_wishes){.classes = &(struct web_class_wish){"One", "2.5", "3", "http://b"}, .class_count = 1});
    assert_near_double("weight", f.run.class_settings[0].weight, 2.5, 0);
    assert_true(f.run.class_settings[0].has_fixed_count && f.run.class_settings[0].fixed_count == 3);
    plan_of(&f, (struct web_wishes){.classes = &(struct web_class_wish){"One", "", NULL, ""}, .class_count = 1});
    assert_null(f.run.class_settings[0].host);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_refused(&f, (struct web_wishes){.classes = &(struct web_class_wish){"One", bad[i]}, .class_count = 1},
                       "class_settings", -1);
    assert_refused(&f, (struct web_wishes){.classes = &(struct web_class_wish){"One", NULL, "-1"}, .class_count = 1},
                   "class_settings", -1);
    assert_refused(&f, (struct web_wishes){.classes = &(struct web_class_wish){"Two"}, .class_count = 1}, "class_settings", -1);
    close_form(&f);
}

static const cic_option_entry shop[] = {{.name = "tenant", .value = "acme"}, {.name = "code", .secret = true}, {.name = NULL}};

static const char *settings_of(const struct plan *plan)
{
    static char text[200];
    size_t at = 0;

    text[0] = '\0';
    for (size_t i = 0; i < plan->sets.count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s;", plan->sets.at[i]);
    return text;
}

static void options_of_the_scenario_stand_behind_those_of_the_command_line(void **state)
{
    const struct web_option_wish options[] = {{"tenant", "x=y"}, {"unknown", "z"}};
    struct own_option_problem problem;
    struct plan_list first = {(const char *const[]){"code=hunter2"}, 1};
    struct form f;

    open_form(&f);
    set(&f.options, "set", "tenant=first");
    assert_true(own_options_declare(shop, &problem));
    assert_true(own_options_use(&first, true, &problem));
    assert_equal_string("all", settings_of(plan_of(&f, (struct web_wishes){.options = options, .option_count = 2})),
                        "tenant=first;code=hunter2;tenant=x=y;unknown=z;");
    assert_equal_string(
        "as Locust",
        settings_of(plan_of(&f, (struct web_wishes){.options = options, .option_count = 2, .skips_unknown_options = true})),
        "tenant=first;code=hunter2;tenant=x=y;");
    own_options_close();
    close_form(&f);
}

static void a_refused_setting_names_its_field(void **state)
{
    struct web_problem problem;

    web_form_refuse(&problem, "--set region \"mars: x\": choose from eu or us", "", NULL);
    assert_equal_string("field", problem.field, "region");
    assert_equal_string("text", problem.text, "choose from eu or us");
    web_form_refuse(&problem, "--set code: the scenario needs a value of this option", "", NULL);
    assert_equal_string("field", problem.field, "code");
    assert_equal_string("text", problem.text, "the scenario needs a value of this option");
}

TEST_MAIN(TEST(options_of_the_scenario_stand_behind_those_of_the_command_line), TEST(a_refused_setting_names_its_field),
          TEST(words_are_read_as_on_the_command_line), TEST(what_is_emptied_was_never_given),
          TEST(stages_take_the_place_of_users_and_rates), TEST(a_refusal_names_the_field_and_the_place),
          TEST(hostile_words_are_refused_whole), TEST(checks_of_the_form_come_instead_of_those_before),
          TEST(classes_have_to_exist_and_to_weigh_something))
