/* SPDX-License-Identifier: MIT */
/* output/mask.h - secrets taken out of text before it is shown or stored
 *
 * A secret is known by the name that stands before it: "Authorization: Bearer abc", "token=abc", "\"password\": \"abc\"",
 * "--api-key abc". Its value becomes "***". So does what stands between "://" and "@" in a URL. The names are a short list of
 * words (password, token, api key, cookie, ...) found anywhere in the name in either case, so "X-Api-Key" and "db_password" are
 * secret as well; a harmless value too many is hidden rather than one too few.
 *
 * Not here: escapes (output/escape.h). A secret without a name cannot be found.
 */
#ifndef CICADA_OUTPUT_MASK_H
#define CICADA_OUTPUT_MASK_H

#include "base/buffer.h"

/* True for the name of a header, option, parameter or JSON member whose value is a secret. */
bool mask_is_secret(struct text name);

/* Appends `t` (a header line, a URL, a body, one word of a command line) with the secrets in it masked. */
void mask_text(struct text t, struct buffer *out);

/* The most bytes that mask_text makes of so many. */
size_t mask_size_max(size_t size);

/* Appends the words of a command line with blanks between them, masked, quoted for a shell where needed. The word after an option
 * with a secret name is masked as a whole, and of "--set NAME=VALUE" the value, whatever the name. */
void mask_command(int count, const char *const words[], struct buffer *out);

#endif
