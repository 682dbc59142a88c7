/* SPDX-License-Identifier: MIT */
/* net/tls_error.c - why TLS failed, as one of our classes
 *
 * Three sources in order: the stream below (then TLS is not to blame), what the server's bytes were, and OpenSSL's first error,
 * which is either a failed check of the certificate, an alert from the server, or a complaint of OpenSSL about what it got.
 */
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "net/tls_private.h"

struct entry {
    int code;
    enum error class;
};

static const struct entry verify_classes[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, ERROR_TLS_EXPIRED},
    {X509_V_ERR_CERT_NOT_YET_VALID, ERROR_TLS_NOT_YET_VALID},
    {X509_V_ERR_HOSTNAME_MISMATCH, ERROR_TLS_NAME_MISMATCH},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, ERROR_TLS_NAME_MISMATCH},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, ERROR_TLS_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, ERROR_TLS_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, ERROR_TLS_UNKNOWN_CA},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, ERROR_TLS_UNKNOWN_CA},
    {X509_V_ERR_CERT_UNTRUSTED, ERROR_TLS_UNKNOWN_CA},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, ERROR_TLS_SELF_SIGNED},
    {X509_V_ERR_CERT_REVOKED, ERROR_TLS_REVOKED},
};

/* Alerts that a client gets are about the client's certificate where they are about one. */
static const struct entry alert_classes[] = {
    {SSL_AD_BAD_CERTIFICATE, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_CERTIFICATE_REVOKED, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_CERTIFICATE_EXPIRED, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_CERTIFICATE_UNKNOWN, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_UNKNOWN_CA, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_ACCESS_DENIED, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_CERTIFICATE_REQUIRED, ERROR_TLS_CLIENT_CERTIFICATE},
    {SSL_AD_HANDSHAKE_FAILURE, ERROR_TLS_PROTOCOL},
    {SSL_AD_PROTOCOL_VERSION, ERROR_TLS_PROTOCOL},
    {SSL_AD_INSUFFICIENT_SECURITY, ERROR_TLS_PROTOCOL},
    {SSL_AD_INAPPROPRIATE_FALLBACK, ERROR_TLS_PROTOCOL},
};

static const struct entry reason_classes[] = {
    {SSL_R_UNSUPPORTED_PROTOCOL, ERROR_TLS_PROTOCOL},  {SSL_R_NO_PROTOCOLS_AVAILABLE, ERROR_TLS_PROTOCOL},
    {SSL_R_WRONG_SSL_VERSION, ERROR_TLS_PROTOCOL},     {SSL_R_WRONG_VERSION_NUMBER, ERROR_TLS_PROTOCOL},
    {SSL_R_VERSION_TOO_LOW, ERROR_TLS_PROTOCOL},       {SSL_R_NO_CIPHERS_AVAILABLE, ERROR_TLS_PROTOCOL},
    {SSL_R_WRONG_CIPHER_RETURNED, ERROR_TLS_PROTOCOL}, {SSL_R_UNKNOWN_CIPHER_RETURNED, ERROR_TLS_PROTOCOL},
    {SSL_R_NO_SHARED_CIPHER, ERROR_TLS_PROTOCOL},
};

static enum error find_class(const struct entry *entries, size_t count, int code, enum error otherwise)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].code == code)
            return entries[i].class;
    return otherwise;
}

/* Up to TLS 1.2 a server that misses a client certificate, or cannot verify with it, says no more than that the handshake failed.
 */
static bool may_mean_client_certificate(int alert)
{
    return alert == SSL_AD_HANDSHAKE_FAILURE || alert == SSL_AD_DECRYPT_ERROR;
}

static enum error class_of_reason(const struct tls_stream *t, int reason, enum error otherwise)
{
    int alert = reason - SSL_AD_REASON_OFFSET;

    if (alert < 0)
        return find_class(reason_classes, COUNT(reason_classes), reason, otherwise);
    if (t->certificate_asked && may_mean_client_certificate(alert))
        return ERROR_TLS_CLIENT_CERTIFICATE;
    return find_class(alert_classes, COUNT(alert_classes), alert, otherwise);
}

static void explain(char *detail, const char *words)
{
    if (detail)
        snprintf(detail, TLS_DETAIL, "%s", words);
}

static enum error class_of_verify(long result, char *detail)
{
    explain(detail, X509_verify_cert_error_string(result));
    return find_class(verify_classes, COUNT(verify_classes), (int)result, ERROR_TLS_BAD_CERTIFICATE);
}

static bool is_early_end(unsigned long code)
{
    return code == 0 || (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

enum error tls_error_class(const struct tls_stream *t, bool handshaking, char *detail)
{
    enum error otherwise = handshaking ? ERROR_TLS_HANDSHAKE : ERROR_TLS_BROKEN;
    unsigned long code = ERR_peek_error();
    const char *words = ERR_reason_error_string(code);

    ERR_clear_error();
    /* With an error of OpenSSL's own the stream failed later, when the alert was to be sent. */
    if (code == 0 && t->below_error) {
        explain(detail, error_text(t->below_error));
        return t->below_error;
    }
    if (handshaking && t->peer == TLS_PEER_SPEAKS_OTHER) {
        explain(detail, words ? words : "not a TLS record");
        return ERROR_TLS_NOT_TLS;
    }
    if (is_early_end(code)) {
        explain(detail,
                handshaking ? "connection closed by the server in the handshake" : "connection closed without close_notify");
        return handshaking ? ERROR_TLS_HANDSHAKE : ERROR_TLS_TRUNCATED;
    }
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return class_of_verify(SSL_get_verify_result(t->ssl), detail);
    explain(detail, words ? words : "unknown error");
    return ERR_GET_LIB(code) == ERR_LIB_SSL ? class_of_reason(t, ERR_GET_REASON(code), otherwise) : otherwise;
}
