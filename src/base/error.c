/* SPDX-License-Identifier: MIT */
/* base/error.c - the tables of error.h and the classes of errno */
#include "base/error.h"

#include <errno.h>

static const struct {
    const char *id;
    const char *text;
    enum error_group group;
} known[] = {[OK] = {"ok", "no error", ERROR_GROUP_NONE},
#define ERROR_ENTRY(symbol, identifier, group, sentence) [ERROR_##symbol] = {identifier, sentence, ERROR_GROUP_##group},
             ERROR_LIST(ERROR_ENTRY)
#undef ERROR_ENTRY
};

const char *error_id(enum error e)
{
    return known[(size_t)e < COUNT(known) ? e : ERROR_INTERNAL].id;
}

const char *error_text(enum error e)
{
    return known[(size_t)e < COUNT(known) ? e : ERROR_INTERNAL].text;
}

enum error_group error_group(enum error e)
{
    return known[(size_t)e < COUNT(known) ? e : ERROR_INTERNAL].group;
}

enum error error_from_errno(int error_number)
{
    switch (error_number) {
    case 0:
        return OK;
    case ECONNREFUSED:
        return ERROR_REFUSED;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
        return ERROR_RESET;
    case ETIMEDOUT:
        return ERROR_TIMEOUT_CONNECT;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case ENONET:
        return ERROR_UNREACHABLE;
    case EADDRNOTAVAIL:
        return ERROR_NO_PORTS;
    case EMFILE:
    case ENFILE:
        return ERROR_NO_DESCRIPTORS;
    case ENOBUFS:
    case ENOMEM:
        return ERROR_NO_BUFFERS;
    default:
        return ERROR_NETWORK;
    }
}
