/* SPDX-License-Identifier: MIT */
/* net/tls_settings.c - what all TLS connections of a run share: an SSL_CTX made from the options
 *
 * Also the callbacks of it: session tickets, requests for a client certificate, the key log.
 */
#include <fcntl.h>
#include <openssl/err.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/tls_private.h"

/* ---- callbacks ---- */

/* Owns `ticket` when it returns 1. */
static int ticket_arrived(SSL *ssl, SSL_SESSION *ticket)
{
    const struct tls_stream *t = SSL_get_app_data(ssl);

    if (!t->session || !SSL_SESSION_is_resumable(ticket))
        return 0;
    if (!*t->session)
        *t->session = MEM_NEW(struct tls_session);
    SSL_SESSION_free((*t->session)->ticket);
    (*t->session)->ticket = ticket;
    return 1;
}

void tls_session_free(struct tls_session *session)
{
    if (!session)
        return;
    SSL_SESSION_free(session->ticket);
    mem_free(session);
}

static int certificate_asked(SSL *ssl, void *context)
{
    struct tls_stream *t = SSL_get_app_data(ssl);

    t->certificate_asked = true;
    return 1; /* go on with the certificate there is, or with none */
}

static void log_key(const SSL *ssl, const char *line)
{
    const struct tls_stream *t = SSL_get_app_data(ssl);

    fprintf(t->settings->keylog, "%s\n", line);
}

/* Without this OpenSSL asks for the passphrase on the terminal. */
static int no_passphrase(char *out, int size, int writing, void *context)
{
    return -1;
}

/* ---- options ---- */

static bool failed(char *problem, size_t problem_size, const char *what, const char *file)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    snprintf(problem, problem_size, "%s %s: %s", what, file, reason ? reason : "not usable");
    ERR_clear_error();
    return false;
}

static bool load_authorities(struct tls_settings *settings, const struct tls_options *o, char *problem, size_t size)
{
    SSL_CTX *context = settings->context;

    if (o->insecure) {
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
        return true;
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (o->ca_file)
        return SSL_CTX_load_verify_file(context, o->ca_file) == 1 ||
               failed(problem, size, "certificate authorities in", o->ca_file);
    settings->system_authorities = true;
    return true;
}

void tls_settings_prepare(struct tls_settings *settings)
{
    if (!settings->system_authorities)
        return;
    settings->system_authorities = false;
    if (SSL_CTX_set_default_verify_paths(settings->context) != 1) {
        log_warning("cicada.tls", "the system's certificate authorities in %s cannot be read: no certificate will be trusted",
                    X509_get_default_cert_dir());
        ERR_clear_error();
    }
}

static bool load_certificate(SSL_CTX *context, const struct tls_options *o, char *problem, size_t size)
{
    const char *key_file = o->key_file ? o->key_file : o->certificate_file;

    if (!o->certificate_file)
        return true;
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    if (SSL_CTX_use_certificate_chain_file(context, o->certificate_file) != 1)
        return failed(problem, size, "client certificate in", o->certificate_file);
    if (SSL_CTX_use_PrivateKey_file(context, key_file, SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(context) != 1)
        return failed(problem, size, "key of the client certificate in", key_file);
    return true;
}

static bool set_versions(SSL_CTX *context, const struct tls_options *o, char *problem, size_t size)
{
    if (SSL_CTX_set_min_proto_version(context, o->version_min ? o->version_min : TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, o->version_max) != 1) {
        snprintf(problem, size, "TLS versions 0x%04x to 0x%04x: not supported", (unsigned)o->version_min,
                 (unsigned)o->version_max);
        ERR_clear_error();
        return false;
    }
    if (o->ciphers && SSL_CTX_set_cipher_list(context, o->ciphers) != 1)
        return failed(problem, size, "cipher list", o->ciphers);
    return true;
}

/* The keys let anyone read the recorded traffic: for the user only. */
static bool open_keylog(struct tls_settings *settings, const char *path, char *problem, size_t size)
{
    int fd;

    if (!path)
        return true;
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        snprintf(problem, size, "TLS key log %s: %m", path);
        return false;
    }
    settings->keylog = fdopen(fd, "a");
    if (!settings->keylog)
        mem_exhausted(sizeof(FILE));
    setvbuf(settings->keylog, NULL, _IOLBF, BUFSIZ);
    SSL_CTX_set_keylog_callback(settings->context, log_key);
    return true;
}

static void set_modes(struct tls_settings *settings)
{
    SSL_CTX *context = settings->context;

    /* A retried write comes with the same bytes, but joined in `record` again or by another cursor. */
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    /* Whole responses come in by one read, where OpenSSL would otherwise read the five bytes of each record's head first. */
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_cert_cb(context, certificate_asked, NULL);
    SSL_CTX_set_session_cache_mode(context,
                                   settings->resume ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
    if (settings->resume)
        SSL_CTX_sess_set_new_cb(context, ticket_arrived);
}

struct tls_settings *tls_settings_new(const struct tls_options *options, char *problem, size_t problem_size)
{
    struct tls_settings *settings = MEM_NEW(struct tls_settings);

    settings->context = SSL_CTX_new(TLS_client_method());
    settings->bio_method = tls_bio_method();
    if (!settings->context || !settings->bio_method)
        mem_exhausted(sizeof(*settings));
    settings->insecure = options->insecure;
    settings->resume = options->resume;
    set_modes(settings);
    if (set_versions(settings->context, options, problem, problem_size) &&
        load_authorities(settings, options, problem, problem_size) &&
        load_certificate(settings->context, options, problem, problem_size) &&
        open_keylog(settings, options->keylog_file, problem, problem_size))
        return settings;
    tls_settings_free(settings);
    return NULL;
}

void tls_settings_free(struct tls_settings *settings)
{
    if (!settings)
        return;
    SSL_CTX_free(settings->context);
    BIO_meth_free(settings->bio_method);
    if (settings->keylog)
        fclose(settings->keylog);
    mem_free(settings);
}
