/* SPDX-License-Identifier: MIT */
/* tests/unit/net/address_test.c - numeric addresses as text and back */
#include "support.h"

#include <net/if.h>

#include "net/address.h"

static void numeric_hosts_are_read_and_written_back(void **state)
{
    static const struct {
        const char *host, *written;
    } cases[] = {
        {"127.0.0.1", "127.0.0.1:8080"},
        {"255.255.255.255", "255.255.255.255:8080"},
        {"::1", "[::1]:8080"},
        {"[::1]", "[::1]:8080"},
        {"2001:DB8:0:0::1", "[2001:db8::1]:8080"},
        {"::ffff:10.0.0.1", "[::ffff:10.0.0.1]:8080"},
        {"fe80::1%1", "[fe80::1%1]:8080"},
        {"[fe80::1%lo]", "[fe80::1%1]:8080"},
    };
    char text[ADDRESS_TEXT];

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address a;

        if (!address_parse(text_from(cases[i].host), 8080, &a))
            fail_msg("%s is not read", cases[i].host);
        assert_equal_string(cases[i].host, address_write(&a, text), cases[i].written);
        assert_equal_u64(cases[i].host, address_port(&a), 8080);
    }
}

static void names_and_malformed_numbers_are_not_addresses(void **state)
{
    static const char *const hosts[] = {
        "",
        "localhost",
        "127.1",
        "127.0.0.256",
        "127.0.0.1.",
        " 127.0.0.1",
        "127.0.0.1 ",
        "0x7f.0.0.1",
        "1",
        "[",
        "[]",
        "[::1",
        "::1]",
        "[127.0.0.1]",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "fe80::1%",
        "fe80::1%no-such-interface-here",
        "fe80::1%0",
        "::1/128",
        "1111111111111111111111111111111111111111111111111111111111111111111111111111",
    };
    struct address a;

    for (size_t i = 0; i < COUNT(hosts); i++)
        if (address_parse(text_from(hosts[i]), 80, &a))
            fail_msg("\"%s\" is taken for an address", hosts[i]);
}

static void a_zero_byte_does_not_end_a_host(void **state)
{
    struct address a;

    assert_false(address_parse(TEXT("127.0.0.1\0.example.com"), 80, &a));
    assert_false(address_parse(TEXT("::1\0"), 80, &a));
}

static void the_longest_address_fits_its_text(void **state)
{
    struct address a;
    char text[ADDRESS_TEXT];

    assert_true(address_parse(TEXT("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"), 65535, &a));
    a.v6.sin6_scope_id = UINT32_MAX;
    assert_equal_string("longest", address_write(&a, text), "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535");
}

static void addresses_are_equal_when_host_port_and_scope_are(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "127.0.0.2", "::1", "::2", "fe80::1%1", "fe80::1%2", "::ffff:127.0.0.1"};

    for (size_t i = 0; i < COUNT(hosts); i++) {
        for (size_t j = 0; j < COUNT(hosts); j++) {
            struct address a, b;

            assert_true(address_parse(text_from(hosts[i]), 80, &a));
            assert_true(address_parse(text_from(hosts[j]), 80, &b));
            if (address_equal(&a, &b) != (i == j))
                fail_msg("%s and %s: equal is %d", hosts[i], hosts[j], i != j);
            address_set_port(&b, 81);
            assert_equal_u64("port", address_port(&b), 81);
            assert_false(address_equal(&a, &b));
        }
    }
}

static void loopback_is_known_in_both_families(void **state)
{
    static const struct {
        const char *host;
        bool loopback;
    } cases[] = {
        {"127.0.0.1", true}, {"127.255.0.9", true}, {"128.0.0.1", false}, {"0.0.0.0", false},         {"::1", true},
        {"::", false},       {"::2", false},        {"fe80::1", false},   {"::ffff:127.0.0.1", true}, {"::ffff:10.0.0.1", false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address a;

        assert_true(address_parse(text_from(cases[i].host), 80, &a));
        if (address_is_loopback(&a) != cases[i].loopback)
            fail_msg("%s: loopback is %d", cases[i].host, !cases[i].loopback);
    }
}

TEST_MAIN(TEST(numeric_hosts_are_read_and_written_back), TEST(names_and_malformed_numbers_are_not_addresses),
          TEST(a_zero_byte_does_not_end_a_host), TEST(the_longest_address_fits_its_text),
          TEST(addresses_are_equal_when_host_port_and_scope_are), TEST(loopback_is_known_in_both_families))
