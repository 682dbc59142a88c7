/* SPDX-License-Identifier: MIT */
/* tls_peer.h - the other side of the TLS tests: certificates of every defect, and a blocking server on a thread
 *
 * All keys are made at the start of the program; files with what the client needs lie in a directory of their own, removed at the
 * end.
 */
#ifndef CICADA_TESTS_TLS_IDENTITY_H
#define CICADA_TESTS_TLS_IDENTITY_H

#include "net_support.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define DAY (24L * 3600)

struct identity {
    X509 *certificate;
    EVP_PKEY *key;
};

struct wanted_certificate {
    const char *name;              /* common name */
    const char *alternatives;      /* "DNS:server.test,IP:127.0.0.1"; NULL */
    const char *usage;             /* extended key usage; NULL */
    const struct identity *issuer; /* NULL: signed by itself */
    bool authority;
    long from_s, to_s; /* seconds from now */
};

static inline void add_extension(X509 *certificate, int kind, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;

    if (!value)
        return;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

static inline struct identity make_identity(struct wanted_certificate w)
{
    static long serial;
    struct identity made = {.certificate = X509_new(), .key = EVP_EC_gen("P-256")};
    const struct identity *issuer = w.issuer ? w.issuer : &made;
    X509 *c = made.certificate;

    X509_set_version(c, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(c), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(c), w.from_s ? w.from_s : -DAY);
    X509_gmtime_adj(X509_getm_notAfter(c), w.to_s ? w.to_s : DAY);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_ASC, (const unsigned char *)w.name, -1, -1, 0);
    X509_set_issuer_name(c, X509_get_subject_name(issuer->certificate));
    X509_set_pubkey(c, made.key);
    add_extension(c, NID_basic_constraints, w.authority ? "critical,CA:TRUE" : "CA:FALSE");
    add_extension(c, NID_subject_alt_name, w.alternatives);
    add_extension(c, NID_ext_key_usage, w.usage);
    assert_true(X509_sign(c, issuer->key, EVP_sha256()) > 0);
    return made;
}

static inline void free_identity(struct identity *i)
{
    X509_free(i->certificate);
    EVP_PKEY_free(i->key);
}

#define GOOD_NAMES "DNS:server.test,DNS:*.wild.test,IP:127.0.0.1,IP:::1"

static struct {
    struct identity authority, other_authority;
    struct identity good, expired, early, other_name, self_signed, stranger, client_only;
    struct identity client, foreign_client;
    char directory[PATH_MAX];
    char authority_file[PATH_MAX], client_file[PATH_MAX], client_key_file[PATH_MAX], foreign_client_file[PATH_MAX];
} town;

static inline void write_pem(char path[PATH_MAX], const char *name, const X509 *certificate, const EVP_PKEY *key)
{
    FILE *file;

    test_write_file(path, town.directory, name, "");
    file = fopen(path, "we");
    assert_non_null(file);
    if (certificate)
        assert_int_equal(PEM_write_X509(file, certificate), 1);
    if (key)
        assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    fclose(file);
}

static inline int found_town(void **state)
{
    const struct identity *ca = &town.authority;

    town.authority = make_identity((struct wanted_certificate){.name = "Test Authority", .authority = true});
    town.other_authority = make_identity((struct wanted_certificate){.name = "Other Authority", .authority = true});
    town.good = make_identity((struct wanted_certificate){.name = "good", .alternatives = GOOD_NAMES, .issuer = ca});
    town.expired = make_identity(
        (struct wanted_certificate){.name = "old", .alternatives = GOOD_NAMES, .issuer = ca, .from_s = -2 * DAY, .to_s = -DAY});
    town.early = make_identity(
        (struct wanted_certificate){.name = "new", .alternatives = GOOD_NAMES, .issuer = ca, .from_s = DAY, .to_s = 2 * DAY});
    town.other_name = make_identity(
        (struct wanted_certificate){.name = "server.test", .alternatives = "DNS:other.test", .issuer = ca});
    town.self_signed = make_identity((struct wanted_certificate){.name = "self", .alternatives = GOOD_NAMES});
    town.stranger = make_identity(
        (struct wanted_certificate){.name = "stranger", .alternatives = GOOD_NAMES, .issuer = &town.other_authority});
    town.client_only = make_identity(
        (struct wanted_certificate){.name = "misused", .alternatives = GOOD_NAMES, .issuer = ca, .usage = "clientAuth"});
    town.client = make_identity((struct wanted_certificate){.name = "client", .issuer = ca});
    town.foreign_client = make_identity((struct wanted_certificate){.name = "foreign", .issuer = &town.other_authority});
    test_directory(town.directory);
    write_pem(town.authority_file, "authority.pem", town.authority.certificate, NULL);
    write_pem(town.client_file, "client.pem", town.client.certificate, NULL);
    write_pem(town.client_key_file, "client-key.pem", NULL, town.client.key);
    write_pem(town.foreign_client_file, "foreign.pem", town.foreign_client.certificate, town.foreign_client.key);
    return 0;
}

static inline int leave_town(void **state)
{
    struct identity *all[] = {&town.authority,   &town.other_authority, &town.good,          &town.expired,
                              &town.early,       &town.other_name,      &town.self_signed,   &town.stranger,
                              &town.client_only, &town.client,          &town.foreign_client};

    for (size_t i = 0; i < COUNT(all); i++)
        free_identity(all[i]);
    test_remove_directory(town.directory);
    return 0;
}

#endif
