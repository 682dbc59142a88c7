/* SPDX-License-Identifier: MIT */
/* cli/version.h - the versions of Cicada and of the libraries it runs with */
#ifndef CICADA_CLI_VERSION_H
#define CICADA_CLI_VERSION_H

#include "base/arena.h"

/* "OpenSSL 3.0.17, c-ares 1.18.1, ...": those loaded now, which may differ from those it was built with. In the arena. */
const char *version_libraries(struct arena *arena);

/* The text of --version: several lines. In the arena. */
const char *version_text(struct arena *arena);

#endif
