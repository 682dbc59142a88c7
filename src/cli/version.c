/* SPDX-License-Identifier: MIT */
/* cli/version.c - see version.h */
#include "cli/version.h"

#include <ares.h>
#include <brotli/decode.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <sys/utsname.h>
#include <zlib.h>
#include <zstd.h>

const char *version_libraries(struct arena *arena)
{
    uint32_t brotli = BrotliDecoderVersion(); /* 12 bits each: major, minor, patch */

    return arena_printf(arena, "OpenSSL %s, c-ares %s, jansson %s, zlib %s, brotli %u.%u.%u, zstd %s",
                        OpenSSL_version(OPENSSL_VERSION_STRING), ares_version(NULL), jansson_version_str(), zlibVersion(),
                        brotli >> 24, (brotli >> 12) & 0xfff, brotli & 0xfff, ZSTD_versionString());
}

const char *version_text(struct arena *arena)
{
    struct utsname system = {0};

    uname(&system);
    return arena_printf(arena, "cicada " CICADA_VERSION "\n%s\n%s %s, %s\n", version_libraries(arena), system.sysname,
                        system.release, system.machine);
}
