/* SPDX-License-Identifier: MIT */
/* user/feed_test.c - rows of feeds: in which order, for whom, and what becomes of them when users end */
#include "fixture.h"

#include <sys/stat.h>

#define USERS 5

struct place {
    struct fixture *fixture;
    char folder[PATH_MAX];
    cic_user users[USERS];
};

static int place_make(void **state)
{
    struct place *p = MEM_NEW(struct place);
    void *fixture;

    fixture_make(&fixture);
    p->fixture = fixture;
    for (uint64_t i = 0; i < USERS; i++)
        fixture_user(p->fixture, &p->users[i], i);
    test_directory(p->folder);
    feeds_set_folder(p->folder);
    *state = p;
    return 0;
}

static int place_remove(void **state)
{
    struct place *p = *state;
    void *fixture = p->fixture;

    for (size_t i = 0; i < USERS; i++)
        fixture_end_user(&p->users[i]);
    fixture_free(&fixture);
    test_remove_directory(p->folder);
    mem_free(p);
    return 0;
}

#define IN_PLACE(function) TEST_WITH(function, place_make, place_remove)

static cic_feed *open_people(struct place *p, enum cic_feed_order order)
{
    char path[PATH_MAX];
    cic_feed *f;

    test_write_file(path, p->folder, "people.csv", "name,age\nAda,36\nBob,41\nChen,29\n");
    f = cic_feed_open("people.csv", order);
    assert_non_null(f);
    assert_equal_u64("rows", cic_feed_rows(f), 3);
    return f;
}

static const char *next_name(cic_user *u, cic_feed *f)
{
    const char *name = cic_feed_value(cic_feed_next(u, f), "name");

    return name ? name : "(none)";
}

static void values_are_found_by_column(void **state)
{
    struct place *p = *state;
    const cic_row *row = cic_feed_next(&p->users[0], open_people(p, CIC_FEED_IN_ORDER));

    assert_equal_string("name", cic_feed_value(row, "name"), "Ada");
    assert_equal_string("age", cic_feed_value(row, "age"), "36");
    assert_null(cic_feed_value(row, "Name"));
    assert_null(cic_feed_value(NULL, "name"));
}

static void rows_in_order_begin_again(void **state)
{
    struct place *p = *state;
    cic_feed *f = open_people(p, CIC_FEED_IN_ORDER);
    static const char *const wanted[] = {"Ada", "Bob", "Chen", "Ada", "Bob"};

    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_equal_string("name", next_name(&p->users[i % 2], f), wanted[i]);
}

static void rows_once_come_once(void **state)
{
    struct place *p = *state;
    cic_feed *f = open_people(p, CIC_FEED_ONCE);
    static const char *const wanted[] = {"Ada", "Bob", "Chen", "(none)", "(none)"};

    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_equal_string("name", next_name(&p->users[i % 2], f), wanted[i]);
}

static void random_rows_are_equally_likely(void **state)
{
    struct place *p = *state;
    cic_feed *f = open_people(p, CIC_FEED_RANDOM);
    size_t ada = 0, bob = 0;

    for (int i = 0; i < 30000; i++) {
        const char *name = next_name(&p->users[0], f);

        ada += strcmp(name, "Ada") == 0;
        bob += strcmp(name, "Bob") == 0;
    }
    assert_near_double("Ada", (double)ada, 10000, 490); /* six deviations */
    assert_near_double("Bob", (double)bob, 10000, 490);
}

static void each_user_has_a_row_of_its_own(void **state)
{
    struct place *p = *state;
    cic_feed *f = open_people(p, CIC_FEED_UNIQUE);
    static const char *const wanted[USERS] = {"Ada", "Bob", "Chen", "(none)", "(none)"};

    for (int again = 0; again < 3; again++)
        for (size_t i = 0; i < USERS; i++)
            assert_equal_string("name", next_name(&p->users[i], f), wanted[i]);
}

static void a_user_has_a_row_in_each_unique_feed(void **state)
{
    struct place *p = *state;
    cic_feed *first = open_people(p, CIC_FEED_UNIQUE), *second = open_people(p, CIC_FEED_UNIQUE);

    assert_equal_string("first", next_name(&p->users[0], first), "Ada");
    assert_equal_string("first", next_name(&p->users[1], first), "Bob");
    assert_equal_string("second", next_name(&p->users[1], second), "Ada");
    assert_equal_string("second", next_name(&p->users[0], second), "Bob");
    assert_equal_string("first", next_name(&p->users[0], first), "Ada");
    assert_equal_string("first", next_name(&p->users[1], first), "Bob");
}

static void the_row_of_a_user_that_ended_goes_to_another(void **state)
{
    struct place *p = *state;
    cic_feed *f = open_people(p, CIC_FEED_UNIQUE);

    assert_equal_string("0", next_name(&p->users[0], f), "Ada");
    feeds_give_back(&p->users[0]);
    assert_equal_string("rows that nobody had go first", next_name(&p->users[1], f), "Bob");
    assert_equal_string("2", next_name(&p->users[2], f), "Chen");
    assert_equal_string("then one that came back", next_name(&p->users[3], f), "Ada");
    assert_equal_string("and then none", next_name(&p->users[4], f), "(none)");
    feeds_give_back(&p->users[2]);
    assert_equal_string("until one ends", next_name(&p->users[4], f), "Chen");
}

static void no_two_users_ever_hold_the_same_row(void **state)
{
    struct place *p = *state;
    cic_feed *f = open_people(p, CIC_FEED_UNIQUE);
    struct random random;

    random_init(&random, 5, 0);
    for (int step = 0; step < 5000; step++) {
        size_t who = random_below(&random, USERS), holding = 0;

        if (random_below(&random, 2))
            feeds_give_back(&p->users[who]);
        else
            cic_feed_next(&p->users[who], f);
        for (size_t i = 0; i < USERS; i++) {
            holding += p->users[i].claims != NULL;
            for (size_t k = 0; k < i; k++)
                if (p->users[i].claims && p->users[k].claims)
                    assert_ptr_not_equal(cic_feed_next(&p->users[i], f), cic_feed_next(&p->users[k], f));
        }
        assert_true(holding <= 3);
    }
}

static void a_file_that_is_no_feed_is_refused(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX], deep[2 * PATH_MAX];

    assert_null(cic_feed_open("not-there.csv", CIC_FEED_ONCE));
    test_write_file(path, p->folder, "header.csv", "name,age\n");
    assert_null(cic_feed_open("header.csv", CIC_FEED_ONCE));
    test_write_file(path, p->folder, "ragged.csv", "name,age\nAda\n");
    assert_null(cic_feed_open("ragged.csv", CIC_FEED_ONCE));
    test_write_file(path, p->folder, "empty.csv", "");
    assert_null(cic_feed_open("empty.csv", CIC_FEED_ONCE));
    assert_null(cic_feed_open(p->folder, CIC_FEED_ONCE));
    snprintf(deep, sizeof deep, "%s/pipe.csv", p->folder);
    assert_int_equal(mkfifo(deep, 0600), 0);
    assert_null(cic_feed_open("pipe.csv", CIC_FEED_ONCE));
    assert_null(cic_feed_open("/dev/zero", CIC_FEED_ONCE));
}

static void a_file_beyond_the_limit_is_refused_unread(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX];

    test_write_file(path, p->folder, "huge.csv", "name\n");
    assert_int_equal(truncate(path, (off_t)LIMIT_FEED_SIZE + 1), 0);
    assert_null(cic_feed_open("huge.csv", CIC_FEED_ONCE));
}

static void an_absolute_path_is_taken_as_it_is(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX];

    test_write_file(path, p->folder, "people.csv", "name\nAda\n");
    feeds_set_folder("/somewhere/else");
    assert_null(cic_feed_open("people.csv", CIC_FEED_ONCE));
    assert_non_null(cic_feed_open(path, CIC_FEED_ONCE));
}

TEST_MAIN(IN_PLACE(values_are_found_by_column), IN_PLACE(rows_in_order_begin_again), IN_PLACE(rows_once_come_once),
          IN_PLACE(random_rows_are_equally_likely), IN_PLACE(each_user_has_a_row_of_its_own),
          IN_PLACE(a_user_has_a_row_in_each_unique_feed), IN_PLACE(the_row_of_a_user_that_ended_goes_to_another),
          IN_PLACE(no_two_users_ever_hold_the_same_row), IN_PLACE(a_file_that_is_no_feed_is_refused),
          IN_PLACE(a_file_beyond_the_limit_is_refused_unread), IN_PLACE(an_absolute_path_is_taken_as_it_is))
