/* SPDX-License-Identifier: MIT */
/* tests/unit/net/resolver_test.c - names: pinned, local, asked for once, remembered as long as told */
#include "dns_peer.h"
#include "net/resolver.h"

/* ---- a test with server and resolver ---- */

struct town {
    struct server server;
    struct resolver_options options;
    struct resolver *resolver;
    void (*visit)(struct scene *scene, struct town *town);
};

static void play_town(struct scene *scene)
{
    struct town *town = scene->context;

    town->resolver = resolver_new(scene->loop, &town->options);
    assert_non_null(town->resolver);
    town->visit(scene, town);
    resolver_free(town->resolver);
}

static void visit_with(void (*visit)(struct scene *scene, struct town *town), struct resolver_options options)
{
    struct town town = {.options = options, .visit = visit};

    server_start(&town.server);
    town.options.servers = town.server.at;
    play_on_fiber(play_town, &town);
    server_stop(&town.server);
}

static void visit(void (*visit_it)(struct scene *scene, struct town *town))
{
    visit_with(visit_it, (struct resolver_options){0});
}

static enum error look_up(struct town *town, const char *host, struct address_list *out)
{
    return resolver_lookup(town->resolver, text_from(host), 80, SOON_NS, out, NULL);
}

/* The addresses as "[::1]:80 127.0.0.1:80". */
static void expect_addresses(struct town *town, const char *host, const char *wanted)
{
    struct address_list list;
    char got[1024] = "", one[ADDRESS_TEXT];
    enum error e = look_up(town, host, &list);

    if (e)
        fail_msg("%s: %s", host, error_id(e));
    for (size_t i = 0; i < list.count; i++) {
        size_t used = strlen(got);

        snprintf(got + used, sizeof(got) - used, "%s%s", i ? " " : "", address_write(&list.at[i], one));
    }
    assert_equal_string(host, got, wanted);
}

static void expect_failure(struct town *town, const char *host, enum error wanted)
{
    struct address_list list;

    assert_equal_string(host, error_id(look_up(town, host, &list)), error_id(wanted));
}

/* ---- without a query ---- */

static void visit_local(struct scene *scene, struct town *town)
{
    struct address_list list;
    bool cached = false;

    expect_addresses(town, "127.0.0.1", "127.0.0.1:80");
    expect_addresses(town, "[::1]", "[::1]:80");
    expect_addresses(town, "localhost", "127.0.0.1:80 [::1]:80");
    expect_addresses(town, "LocalHost.", "127.0.0.1:80 [::1]:80");
    expect_addresses(town, "api.localhost", "127.0.0.1:80 [::1]:80");
    assert_error(resolver_lookup(town->resolver, TEXT("localhost"), 443, 0, &list, &cached), OK);
    assert_true(cached);
    assert_equal_u64("port", address_port(&list.at[0]), 443);
}

static void numeric_hosts_and_localhost_need_no_server(void **state)
{
    visit(visit_local);
}

/* The first entry of /etc/hosts whose name is not local by rule; false when the machine has none. */
static bool find_hosts_entry(struct address *at, char name[256])
{
    FILE *hosts = fopen("/etc/hosts", "re");
    char line[1024], number[256];
    bool found = false;

    while (hosts && !found && fgets(line, sizeof(line), hosts))
        found = sscanf(line, "%255[0-9.] %255[a-z0-9.-]", number, name) == 2 && strncmp(name, "localhost", 9) != 0 &&
                address_parse(text_from(number), 80, at);
    if (hosts)
        fclose(hosts);
    return found;
}

static void visit_hosts_file(struct scene *scene, struct town *town)
{
    struct address wanted;
    struct address_list list;
    char name[256];

    if (!find_hosts_entry(&wanted, name))
        return;
    /* The name server of the test does not know the name. */
    assert_error(look_up(town, name, &list), OK);
    for (size_t i = 0; i < list.count; i++)
        if (address_equal(&list.at[i], &wanted))
            return;
    fail_msg("%s is not at its address in /etc/hosts", name);
}

static void names_in_the_hosts_file_are_found_there(void **state)
{
    visit(visit_hosts_file);
}

static void visit_localhost_v4(struct scene *scene, struct town *town)
{
    expect_addresses(town, "localhost", "127.0.0.1:80");
    expect_addresses(town, "both.test", "127.0.0.1:80 127.0.0.2:80 127.0.0.3:80");
    expect_failure(town, "six.test", ERROR_DNS_NOT_FOUND);
    assert_equal_u64("asked for AAAA", asked(&town->server, "both", TYPE_AAAA), 0);
}

static void visit_localhost_v6(struct scene *scene, struct town *town)
{
    expect_addresses(town, "localhost", "[::1]:80");
    expect_addresses(town, "both.test", "[::1]:80 [::2]:80");
    expect_failure(town, "one.test", ERROR_DNS_NOT_FOUND);
    assert_equal_u64("asked for A", asked(&town->server, "both", TYPE_A), 0);
}

static void a_chosen_family_is_the_only_one_asked_for(void **state)
{
    visit_with(visit_localhost_v4, (struct resolver_options){.family = FAMILY_V4});
    visit_with(visit_localhost_v6, (struct resolver_options){.family = FAMILY_V6});
}

static void visit_impossible(struct scene *scene, struct town *town)
{
    char longest[300];

    memset(longest, 'a', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    expect_failure(town, "", ERROR_DNS_NOT_FOUND);
    expect_failure(town, ".", ERROR_DNS_NOT_FOUND);
    expect_failure(town, "one..test", ERROR_DNS_NOT_FOUND);
    expect_failure(town, ".one.test", ERROR_DNS_NOT_FOUND);
    expect_failure(town, "one test", ERROR_DNS_NOT_FOUND);
    expect_failure(town, "one.test/", ERROR_DNS_NOT_FOUND);
    expect_failure(town, "\xc3\xa9.test", ERROR_DNS_NOT_FOUND);
    expect_failure(town, longest, ERROR_DNS_NOT_FOUND);
    longest[64] = '\0'; /* one label, one byte too long */
    expect_failure(town, longest, ERROR_DNS_NOT_FOUND);
    for (size_t i = 50; i < sizeof(longest) - 1; i++)
        longest[i] = i % 50 ? 'a' : '.';
    expect_failure(town, longest, ERROR_DNS_NOT_FOUND);
}

static void names_that_no_host_can_have_are_not_asked_for(void **state)
{
    visit(visit_impossible);
}

/* ---- answers ---- */

static void visit_answers(struct scene *scene, struct town *town)
{
    struct address_list list;

    expect_addresses(town, "one.test", "127.0.0.1:80");
    expect_addresses(town, "six.test", "[::1]:80");
    assert_error(look_up(town, "many.test", &list), OK);
    assert_equal_u64("addresses", list.count, 20);
}

static void names_are_asked_for_in_both_families(void **state)
{
    visit(visit_answers);
}

static void visit_turns(struct scene *scene, struct town *town)
{
    struct address_list first, second;

    assert_error(look_up(town, "both.test", &first), OK);
    assert_error(look_up(town, "both.test", &second), OK);
    assert_equal_u64("addresses", first.count, 5);
    for (size_t i = 0; i < 4; i++)
        assert_true((first.at[i].generic.sa_family == first.at[0].generic.sa_family) == (i % 2 == 0));
    assert_true(first.at[0].generic.sa_family == second.at[0].generic.sa_family);
    assert_false(address_equal(&first.at[0], &second.at[0]));
    assert_false(address_equal(&first.at[1], &second.at[1]));
}

static void families_alternate_and_addresses_take_turns(void **state)
{
    visit(visit_turns);
}

static void visit_cache(struct scene *scene, struct town *town)
{
    struct address_list list;
    bool cached;

    for (int i = 0; i < 10; i++) {
        assert_error(resolver_lookup(town->resolver, i % 2 ? TEXT("one.test") : TEXT("ONE.test"), 80, SOON_NS, &list, &cached),
                     OK);
        assert_int_equal(cached, i > 0);
    }
    assert_equal_u64("asked for A", asked(&town->server, "one", TYPE_A), 1);
}

static void an_answer_is_remembered_whatever_the_case_of_the_name(void **state)
{
    visit(visit_cache);
}

static void visit_expiry(struct scene *scene, struct town *town)
{
    for (int i = 0; i < 3; i++) {
        expect_addresses(town, "brief.test", "127.0.0.1:80"); /* TTL 0: kept for ttl_min */
        expect_addresses(town, "one.test", "127.0.0.1:80");   /* TTL 60: kept for ttl_max */
        assert_error(fiber_sleep_until(clock_now() + 30 * NANOS_PER_MILLI), OK);
    }
    assert_equal_u64("asked with TTL 0", asked(&town->server, "brief", TYPE_A), 3);
    assert_equal_u64("asked with TTL 60", asked(&town->server, "one", TYPE_A), 3);
}

static void an_answer_is_asked_for_again_when_its_time_has_passed(void **state)
{
    visit_with(visit_expiry, (struct resolver_options){.ttl_min = 0.01, .ttl_max = 0.02});
}

/* ---- failures ---- */

static void visit_failures(struct scene *scene, struct town *town)
{
    for (int i = 0; i < 3; i++) {
        expect_failure(town, "missing.test", ERROR_DNS_NOT_FOUND);
        expect_failure(town, "empty.test", ERROR_DNS_NOT_FOUND);
        expect_failure(town, "broken.test", ERROR_DNS_FAILED);
    }
}

static void each_kind_of_failure_has_its_class(void **state)
{
    visit(visit_failures);
}

static void visit_missing(struct scene *scene, struct town *town)
{
    unsigned once;

    expect_failure(town, "missing.test.", ERROR_DNS_NOT_FOUND);
    once = asked(&town->server, "missing", TYPE_A);
    expect_failure(town, "missing.test.", ERROR_DNS_NOT_FOUND);
    assert_equal_u64("asked at once again", asked(&town->server, "missing", TYPE_A), once);
    assert_error(fiber_sleep_until(clock_now() + 600 * NANOS_PER_MILLI), OK);
    expect_failure(town, "missing.test.", ERROR_DNS_NOT_FOUND);
    assert_equal_u64("asked after the failure expired", asked(&town->server, "missing", TYPE_A), 2 * once);
}

static void failures_are_remembered_for_a_short_time(void **state)
{
    visit_with(visit_missing, (struct resolver_options){.failure_ttl = 0.5});
}

static void visit_silence(struct scene *scene, struct town *town)
{
    static const struct text hosts[] = {{"silent.test", 11}, {"garbage.test", 12}};
    struct address_list list;
    struct cancellation c;

    for (size_t i = 0; i < COUNT(hosts); i++) {
        uint64_t deadline = clock_now() + 20 * NANOS_PER_MILLI;

        assert_error(resolver_lookup(town->resolver, hosts[i], 80, deadline, &list, NULL), ERROR_TIMEOUT_DNS);
        assert_true(clock_now() >= deadline);
    }
    cancel_me_after(scene, &c, 5 * NANOS_PER_MILLI);
    assert_error(resolver_lookup(town->resolver, hosts[0], 80, NEVER, &list, NULL), ERROR_CANCELLED);
    fiber_uncancel(fiber_current());
    expect_addresses(town, "one.test", "127.0.0.1:80"); /* who answers this has read all that came before */
    assert_equal_u64("asked while waiting twice", asked(&town->server, "silent", TYPE_A), 1);
    /* The question is still open when the resolver is freed. */
}

static void a_silent_server_ends_by_deadline_or_cancellation(void **state)
{
    visit(visit_silence);
}

/* ---- sharing ---- */

#define FIBERS 200

struct crowd {
    struct town *town;
    unsigned found, timed_out;
    uint64_t deadline_ns;
    const char *host;
};

static void look_up_in_crowd(void *argument)
{
    struct crowd *crowd = argument;
    struct address_list list;
    enum error e = resolver_lookup(crowd->town->resolver, text_from(crowd->host), 80, crowd->deadline_ns, &list, NULL);

    crowd->found += e == OK;
    crowd->timed_out += e == ERROR_TIMEOUT_DNS;
}

static void run_crowd(struct scene *scene, struct crowd *crowd)
{
    for (int i = 0; i < FIBERS; i++)
        fiber_start(scene->fibers, look_up_in_crowd, crowd, "crowd");
    while (fibers_running(scene->fibers) > 1)
        fiber_yield();
}

static void visit_crowd(struct scene *scene, struct town *town)
{
    struct crowd crowd = {.town = town, .host = "one.test", .deadline_ns = SOON_NS};

    run_crowd(scene, &crowd);
    assert_equal_u64("found", crowd.found, FIBERS);
    assert_equal_u64("asked for A", asked(&town->server, "one", TYPE_A), 1);
    assert_equal_u64("asked for AAAA", asked(&town->server, "one", TYPE_AAAA), 1);

    crowd = (struct crowd){.town = town, .host = "silent.test", .deadline_ns = clock_now() + 20 * NANOS_PER_MILLI};
    run_crowd(scene, &crowd);
    assert_equal_u64("timed out", crowd.timed_out, FIBERS);
    expect_addresses(town, "brief.test", "127.0.0.1:80"); /* who answers this has read all that came before */
    assert_equal_u64("asked for A", asked(&town->server, "silent", TYPE_A), 1);
}

static void fibers_that_want_the_same_name_share_one_query(void **state)
{
    visit(visit_crowd);
}

static void visit_many_names(struct scene *scene, struct town *town)
{
    char host[32];

    expect_addresses(town, "one.test", "127.0.0.1:80");
    for (unsigned i = 0; i < LIMIT_DNS_NAMES + 10; i++) {
        snprintf(host, sizeof(host), "x%u.test.", i);
        expect_failure(town, host, ERROR_DNS_NOT_FOUND);
    }
    expect_addresses(town, "one.test", "127.0.0.1:80");
    assert_equal_u64("asked again, since forgotten", asked(&town->server, "one", TYPE_A), 2);
}

static void the_oldest_name_is_forgotten_beyond_the_limit(void **state)
{
    visit(visit_many_names);
}

/* ---- pins ---- */

static void visit_pins(struct scene *scene, struct town *town)
{
    struct address wanted = numeric("127.0.0.8", 443);
    const char *problem = NULL;
    struct address_list list;

    assert_true(resolver_pin(town->resolver, TEXT("One.Test:80:127.0.0.9, [::9]"), &problem));
    assert_true(resolver_pin(town->resolver, TEXT("one.test:*:127.0.0.8"), &problem));
    assert_true(resolver_pin(town->resolver, TEXT("localhost:0080:127.0.0.7"), &problem));
    for (int i = 0; i < 2; i++)
        expect_addresses(town, "one.test", "127.0.0.9:80 [::9]:80");
    expect_addresses(town, "ONE.test.", "127.0.0.9:80 [::9]:80");
    expect_addresses(town, "localhost", "127.0.0.7:80");
    assert_error(resolver_lookup(town->resolver, TEXT("one.test"), 443, SOON_NS, &list, NULL), OK);
    assert_true(list.count == 1 && address_equal(&list.at[0], &wanted));
    assert_true(resolver_pin(town->resolver, TEXT("one.test:80:::1"), &problem));
    expect_addresses(town, "one.test", "[::1]:80");
    assert_equal_u64("asked for A", asked(&town->server, "one", TYPE_A), 0);
}

static void pins_come_first_and_keep_their_order(void **state)
{
    visit(visit_pins);
}

static void visit_bad_pins(struct scene *scene, struct town *town)
{
    static const struct {
        const char *value, *problem;
    } cases[] = {
        {"", "expected HOST:PORT:ADDRESS"},
        {"one.test", "expected HOST:PORT:ADDRESS"},
        {"one.test:80", "expected HOST:PORT:ADDRESS"},
        {":80:127.0.0.1", "expected HOST:PORT:ADDRESS"},
        {"one.test:0:127.0.0.1", "the port is a number from 1 to 65535, or *"},
        {"one.test:65536:127.0.0.1", "the port is a number from 1 to 65535, or *"},
        {"one.test:http:127.0.0.1", "the port is a number from 1 to 65535, or *"},
        {"one.test:80:", "not a numeric address"},
        {"one.test:80:two.test", "not a numeric address"},
        {"one.test:80:127.0.0.1,", "not a numeric address"},
    };
    const char *problem;

    for (size_t i = 0; i < COUNT(cases); i++) {
        problem = "";
        assert_false(resolver_pin(town->resolver, text_from(cases[i].value), &problem));
        assert_equal_string(cases[i].value, problem, cases[i].problem);
    }
    expect_addresses(town, "one.test", "127.0.0.1:80");
}

static void a_malformed_pin_is_refused_with_a_sentence(void **state)
{
    visit(visit_bad_pins);
}

static void play_bad_servers(struct scene *scene)
{
    struct resolver *r = resolver_new(scene->loop, NULL);

    assert_non_null(r);
    resolver_free(r);
    assert_null(resolver_new(scene->loop, &(struct resolver_options){.servers = "not a server"}));
}

static void a_malformed_list_of_servers_gives_no_resolver(void **state)
{
    play_on_fiber(play_bad_servers, NULL);
}

SCENE_MAIN(TEST(numeric_hosts_and_localhost_need_no_server), TEST(names_in_the_hosts_file_are_found_there),
           TEST(a_chosen_family_is_the_only_one_asked_for), TEST(names_that_no_host_can_have_are_not_asked_for),
           TEST(names_are_asked_for_in_both_families), TEST(families_alternate_and_addresses_take_turns),
           TEST(an_answer_is_remembered_whatever_the_case_of_the_name),
           TEST(an_answer_is_asked_for_again_when_its_time_has_passed), TEST(each_kind_of_failure_has_its_class),
           TEST(failures_are_remembered_for_a_short_time), TEST(a_silent_server_ends_by_deadline_or_cancellation),
           TEST(fibers_that_want_the_same_name_share_one_query), TEST(the_oldest_name_is_forgotten_beyond_the_limit),
           TEST(pins_come_first_and_keep_their_order), TEST(a_malformed_pin_is_refused_with_a_sentence),
           TEST(a_malformed_list_of_servers_gives_no_resolver))
