/* SPDX-License-Identifier: MIT */
/* scenario/cache.c - see scenario/cache.h; what removes old entries is in scenario/cache_clean.c */
#include "scenario/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folders.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "scenario/cache_clean.h"

#define LOGGER     "cicada.scenario"
#define OWNER_ONLY 0700

/* ---- the folder ---- */

static bool make_folder(const char *path)
{
    char *within = mem_printf("%s/", path);
    bool made = folders_make_above(within, OWNER_ONLY) == OK;

    mem_free(within);
    return made;
}

static bool is_safe(const char *folder)
{
    struct stat status;

    return lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0 && access(folder, R_OK | W_OK | X_OK) == 0;
}

static char *usual_folder(void)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (cache && cache[0] == '/') /* the XDG specification ignores relative paths */
        return mem_printf("%s/cicada", cache);
    return home && home[0] == '/' ? mem_printf("%s/.cache/cicada", home) : NULL;
}

static char *temporary_folder(void)
{
    const char *parent = getenv("TMPDIR");
    char *folder = mem_printf("%s/cicada-XXXXXX", parent && parent[0] ? parent : "/tmp");

    if (mkdtemp(folder))
        return folder;
    log_error(LOGGER, "there is no folder for compiled scenarios: neither the cache nor %s can be made: %m", folder);
    mem_free(folder);
    return NULL;
}

bool cache_open(struct cache *c)
{
    *c = (struct cache){.folder = usual_folder()};
    if (c->folder && make_folder(c->folder) && is_safe(c->folder))
        return true;
    if (c->folder)
        log_debug(LOGGER, "%s cannot be used as cache: compiled scenarios are not kept", c->folder);
    mem_free(c->folder);
    *c = (struct cache){.folder = temporary_folder(), .temporary = true};
    return c->folder != NULL;
}

void cache_close(struct cache *c)
{
    cache_clean(c->folder, c->temporary ? 0 : LIMIT_CACHE_ENTRIES);
    if (c->temporary && rmdir(c->folder) != 0)
        log_debug(LOGGER, "%s cannot be removed: %m", c->folder);
    mem_free(c->folder);
    *c = (struct cache){0};
}

/* ---- entries ---- */

void cache_hash(const struct text *texts, size_t count, char hash[CACHE_HASH_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    bool fine = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;

    for (size_t i = 0; i < count && fine; i++) {
        uint64_t length = texts[i].size;

        fine = EVP_DigestUpdate(context, &length, sizeof length) == 1 &&
               EVP_DigestUpdate(context, texts[i].data, texts[i].size) == 1;
    }
    if (!fine || EVP_DigestFinal_ex(context, digest, &size) != 1)
        mem_exhausted(sizeof digest); /* SHA-256 is always there: nothing else can fail */
    EVP_MD_CTX_free(context);
    for (unsigned i = 0; i < size; i++)
        snprintf(hash + 2 * (size_t)i, 3, "%02x", digest[i]);
}

char *cache_path(const struct cache *c, const char *hash)
{
    return mem_printf("%s/%s.so", c->folder, hash);
}

bool cache_has(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISREG(status.st_mode) && utimensat(AT_FDCWD, path, NULL, 0) == 0;
}

char *cache_draft(const char *path)
{
    return mem_printf("%s.%ld" CACHE_DRAFT_END, path, (long)getpid());
}

bool cache_keep(const char *draft, const char *path)
{
    if (rename(draft, path) == 0)
        return true;
    log_error(LOGGER, "%s cannot be written: %m", path);
    unlink(draft);
    return false;
}

static bool write_file(const char *path, struct text text)
{
    FILE *file = fopen(path, "we");
    bool written = file && fwrite(text.data, 1, text.size, file) == text.size;

    if (file && fclose(file) != 0)
        written = false;
    if (!written)
        log_error(LOGGER, "%s cannot be written: %m", path);
    return written;
}

char *cache_header_folder(const struct cache *c, struct text text)
{
    char hash[CACHE_HASH_SIZE];
    char *folder, *file, *draft;
    bool there;

    cache_hash(&text, 1, hash);
    folder = mem_printf("%s/" CACHE_INCLUDE_BEGIN "%s", c->folder, hash);
    file = mem_printf("%s/" CACHE_HEADER, folder);
    draft = cache_draft(file);
    there = cache_has(file);
    if (!there)
        there = make_folder(folder) && write_file(draft, text) && cache_keep(draft, file);
    if (!there || utimensat(AT_FDCWD, folder, NULL, 0) != 0) {
        log_error(LOGGER, "cicada.h cannot be written to %s: %m", folder);
        mem_free(folder);
        folder = NULL;
    }
    mem_free(file);
    mem_free(draft);
    return folder;
}
